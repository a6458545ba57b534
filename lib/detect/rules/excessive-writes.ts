import type { ApiCall } from '@/lib/domain/api-call'
import { groupBy, isWrite, startOf, type CallerView } from './caller-view'
import type { Found } from './rate-limited'

const MINUTE_MS = 60_000

/** Distinct writes above the limit in every minute of the window, for one borrower or for all, with 429s among them. */
export function excessiveWrites(view: CallerView): Found[] {
  const { settings } = view
  const writes = view.calls.filter(isWrite)
  const perBorrower = groupBy(
    writes.filter(({ borrowerExternalID }) => borrowerExternalID !== null),
    ({ borrowerExternalID }) => borrowerExternalID ?? '',
  )
  const borrowers = [...perBorrower.values()].flatMap((own) =>
    tooMany(own, settings['writes.borrowerPerMinute'], view, 'one borrower'),
  )
  return [...borrowers, ...tooMany(writes, settings['writes.applicationPerMinute'], view, 'the application')]
}

/** The same write sent again within the window is no other write. */
function nameOf({ method, path, borrowerExternalID, bodySha256, idempotencyKey, callID }: ApiCall): string {
  return [method, path, borrowerExternalID, bodySha256 ?? idempotencyKey ?? callID].join('\n')
}

function tooMany(writes: ApiCall[], perMinute: number, { settings }: CallerView, who: string): Found[] {
  const minutes = settings['writes.window.minutes']
  if (writes.length <= perMinute * minutes) return []
  const spanMs = minutes * MINUTE_MS
  const windows = Array.from({ length: minutes }, (_, index) => new DistinctWindow(writes, index * MINUTE_MS))
  const limited = new LimitedWindow(writes, spanMs)
  return writes.flatMap((call): Found[] => {
    const at = startOf(call)
    const counts = windows.map((window) => window.moveTo(at))
    const count429 = limited.moveTo(at)
    if (count429 === 0 || counts.some((count) => count <= perMinute)) return []
    const least = Math.min(...counts)
    return [
      {
        cause: 'excessive-writes',
        since: at - spanMs,
        at,
        call,
        said: `${call.route}: one of ${counts[0]} distinct writes within the minute`,
        summary: `More than ${perMinute} distinct writes a minute for ${who}, with 429s.`,
        facts: () => [
          {
            kind: 'rate',
            at: call.occurredAt,
            summary: `At least ${least} distinct writes in each of ${minutes} minutes for ${who}, ${count429} of them refused with 429`,
            ref: null,
          },
          { kind: 'threshold', at: null, summary: `${perMinute} a minute for ${who}, over ${minutes} min`, ref: null },
        ],
      },
    ]
  })
}

/** Distinct writes of the minute that ends `agoMs` before a moment that only moves on. */
class DistinctWindow {
  private from = 0
  private to = 0
  private readonly held = new Map<string, number>()

  constructor(
    private readonly writes: ApiCall[],
    private readonly agoMs: number,
  ) {}

  moveTo(at: number): number {
    const end = at - this.agoMs
    for (let call = this.writes[this.to]; call && startOf(call) <= end; call = this.writes[++this.to])
      this.count(call, 1)
    for (let call = this.writes[this.from]; call && startOf(call) <= end - MINUTE_MS; call = this.writes[++this.from])
      this.count(call, -1)
    return this.held.size
  }

  private count(call: ApiCall, by: 1 | -1): void {
    const name = nameOf(call)
    const count = (this.held.get(name) ?? 0) + by
    if (count === 0) this.held.delete(name)
    else this.held.set(name, count)
  }
}

class LimitedWindow {
  private readonly limited: number[]
  private from = 0
  private to = 0

  constructor(
    writes: ApiCall[],
    private readonly spanMs: number,
  ) {
    this.limited = writes.filter(({ status }) => status === 429).map(startOf)
  }

  moveTo(at: number): number {
    while ((this.limited[this.to] ?? Infinity) <= at) this.to++
    while ((this.limited[this.from] ?? Infinity) <= at - this.spanMs) this.from++
    return this.to - this.from
  }
}
