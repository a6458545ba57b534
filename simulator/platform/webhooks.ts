import { signed, type SignatureFault } from '../webhooks/faults'
import { snapshotBody } from '../webhooks/snapshot'
import { Random } from '../world/random'
import { MINUTE, SECOND, type State } from '../world/types'
import { DeliveryLog } from './delivery-log'
import type { JourneyRecord, PlatformOptions } from './types'

const BACKOFF = [2 * SECOND, 10 * SECOND, 45 * SECOND, 3 * MINUTE, 15 * MINUTE, 60 * MINUTE]
const TIMEOUT = 10 * SECOND
const CONCURRENT = 8

/** What the live simulation does to some events on purpose. */
export interface Mischief {
  fault: SignatureFault | null
  /** The event is never sent: only a pull shows it. */
  isDropped: boolean
}

interface Attempt {
  eventID: string
  body: Buffer
  attempt: number
  fault: SignatureFault | null
}

/** Sends signed webhooks at least once: what is not answered with 2xx is tried again, ever later, then given up. */
export class WebhookSender {
  readonly log = new DeliveryLog()
  /** Decides over each new event; replaced by the live simulation. */
  mischief: (record: JourneyRecord, state: State) => Mischief = () => ({ fault: null, isDropped: false })
  private readonly random: Random
  private readonly backoff: readonly number[]
  private readonly waiting: Attempt[] = []
  private readonly timers = new Set<NodeJS.Timeout>()
  private running = 0
  private isStopped = false

  constructor(
    private readonly options: PlatformOptions,
    private readonly clock: () => number,
    private readonly pagesBase: () => string,
  ) {
    this.random = new Random(options.seed ?? 1, 'webhooks')
    this.backoff = options.webhookBackoffMs ?? BACKOFF
  }

  announce(record: JourneyRecord, state: State): void {
    if (!this.options.webhook || this.isStopped) return
    const { fault, isDropped } = this.mischief(record, state)
    if (isDropped) return
    const { tenantID, applicationID } = this.options
    const body = snapshotBody(record.play, state, {
      tenantID,
      applicationID,
      unchangedFrom: null,
      pagesBase: this.pagesBase(),
    })
    this.enqueue({ eventID: state.eventID, body, attempt: 1, fault })
  }

  stop(): void {
    this.isStopped = true
    for (const timer of this.timers) clearTimeout(timer)
    this.waiting.length = 0
  }

  private enqueue(attempt: Attempt): void {
    this.waiting.push(attempt)
    while (this.running < CONCURRENT) {
      const next = this.waiting.shift()
      if (!next) return
      this.running += 1
      void this.deliver(next).finally(() => {
        this.running -= 1
        const following = this.waiting.shift()
        if (following) this.enqueue(following)
      })
    }
  }

  private async deliver(attempt: Attempt): Promise<void> {
    const { webhook, tenantID, applicationID } = this.options
    if (!webhook || this.isStopped) return
    const attemptedAt = this.clock()
    const sender = { tenantID, applicationID, secret: webhook.secret }
    const { headers, body } = signed(sender, attempt.eventID, String(attemptedAt), attempt.body, attempt.fault)
    const startedAt = performance.now()
    const outcome = await post(webhook.url, headers, body)
    const isDone = outcome.status !== null && outcome.status >= 200 && outcome.status < 300
    const wait = isDone ? null : (this.backoff[attempt.attempt - 1] ?? null)
    const isAgain = wait !== null && !this.isStopped
    this.log.add({
      deliveryID: `dlv_${this.random.crockford(20)}`,
      eventID: attempt.eventID,
      applicationID,
      url: webhook.url,
      attempt: attempt.attempt,
      attemptedAt: new Date(attemptedAt).toISOString(),
      responseStatus: outcome.status,
      durationMs: Math.round(performance.now() - startedAt),
      error: outcome.error,
      nextAttemptAt: isAgain ? new Date(attemptedAt + wait).toISOString() : null,
      headers,
      rawBodyBase64: body.toString('base64'),
    })
    if (isAgain) this.later(wait, { ...attempt, attempt: attempt.attempt + 1 })
  }

  private later(wait: number, attempt: Attempt): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      this.enqueue(attempt)
    }, wait)
    timer.unref()
    this.timers.add(timer)
  }
}

async function post(
  url: string,
  headers: Record<string, string>,
  body: Buffer,
): Promise<{ status: number | null; error: string | null }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(TIMEOUT),
    })
    await response.arrayBuffer()
    return { status: response.status, error: null }
  } catch (error) {
    return { status: null, error: error instanceof Error ? error.message : 'no answer' }
  }
}
