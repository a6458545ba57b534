import { setTimeout as sleep } from 'node:timers/promises'
import type { TestApplication } from '@/tests/support/webhooks'
import type { Dice } from './random'
import type { Sender } from './sender'
import { numberedEvents, type FaultEvent } from './traffic'

const WEBHOOK_WRITERS = 4
const BATCH = 6
const SENT_AGAIN = 0.1

/** `stopped`: begin nothing new. `until`: give up also what was begun. */
type Writing = { sender: Sender; application: TestApplication; dice: Dice; stopped: AbortSignal; until: AbortSignal }

/** Sends until `stopped`, as a platform does: at least once, and again what was not acknowledged. */
export async function write(writing: Writing): Promise<void> {
  const recent: FaultEvent[] = []
  const startedAt = Date.now()
  const webhooks = Array.from({ length: WEBHOOK_WRITERS }, (_, index) =>
    writeWebhooks(writing, numberedEvents(writing.application, `webhook-${index}`, startedAt), recent),
  )
  const reported = numberedEvents(writing.application, 'reported', startedAt)
  await Promise.all([...webhooks, writeReports(writing, reported, recent)])
}

async function writeWebhooks(writing: Writing, events: Generator<FaultEvent>, recent: FaultEvent[]): Promise<void> {
  const { sender, dice, stopped, until } = writing
  while (!stopped.aborted) {
    const event: FaultEvent = events.next().value
    await sender.webhook(event, until)
    const earlier = dice.oneOf([event, ...recent])
    if (dice.number(1) < SENT_AGAIN) await sender.webhook(earlier, until)
    recent.push(event)
    if (recent.length > 50) recent.shift()
    await sleep(dice.number(40))
  }
}

/** The partner reports events of its own, and some that came as webhooks too. */
async function writeReports(writing: Writing, events: Generator<FaultEvent>, recent: FaultEvent[]): Promise<void> {
  const { sender, dice, stopped, until } = writing
  while (!stopped.aborted) {
    const fresh: FaultEvent[] = Array.from({ length: BATCH }, () => events.next().value)
    const known = recent.slice(-2)
    await sender.report([...fresh, ...known], until)
    await sleep(100 + dice.number(200))
  }
}
