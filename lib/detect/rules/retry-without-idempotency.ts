import type { ApiCall } from '@/lib/domain/api-call'
import { isWrite, lookBackMs, startOf, type CallerView } from './caller-view'
import type { Found } from './rate-limited'
import type { RetryChain } from './retry-chains'

/** Writes repeated after a 429 with no Idempotency-Key, or with a new one each time. */
export function unkeyedRetries({ settings }: CallerView, chains: RetryChain[]): Found[] {
  const operations = chains
    .flatMap(({ calls }) => {
      const [first, repeat] = calls
      return first && repeat && isSameWrite(first) && !isKeyReused(calls) ? [{ call: repeat, calls }] : []
    })
    .toSorted((a, b) => startOf(a.call) - startOf(b.call))
  let first = 0
  return operations.flatMap(({ call, calls }, index): Found[] => {
    const at = startOf(call)
    while (startOf(operations[first]?.call ?? call) <= at - lookBackMs(settings)) first++
    const count = index - first + 1
    if (count < settings['idempotency.operations']) return []
    const hasKeys = calls.some(({ idempotencyKey }) => idempotencyKey !== null)
    const told = hasKeys ? 'with a new Idempotency-Key each time' : 'without an Idempotency-Key'
    const needed = settings['idempotency.operations']
    return [
      {
        cause: 'retry-without-idempotency',
        since: startOf(operations[first]?.call ?? call),
        at,
        call,
        said: `${call.route} was repeated ${calls.length - 1} times ${told}`,
        summary: `The same writes are repeated ${told}: each may take effect again.`,
        facts: () => [
          { kind: 'rate', at: call.occurredAt, summary: `${count} operations were repeated so`, ref: null },
          { kind: 'threshold', at: null, summary: `At least ${needed} operations`, ref: null },
        ],
      },
    ]
  })
}

/** Without a digest, the body of a PUT or PATCH to one path may have changed from one call to the next. */
function isSameWrite(call: ApiCall): boolean {
  return isWrite(call) && (call.bodySha256 !== null || (call.method !== 'PUT' && call.method !== 'PATCH'))
}

function isKeyReused(calls: ApiCall[]): boolean {
  const keys = calls.map(({ idempotencyKey }) => idempotencyKey).filter((key) => key !== null)
  return new Set(keys).size < keys.length
}
