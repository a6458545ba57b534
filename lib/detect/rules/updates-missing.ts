import type { Decision, MissingUpdate, RefusedUpdate } from '@/lib/domain/finding'
import type { Settings } from '@/lib/domain/settings'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { isFinal } from '@/lib/domain/vocabulary'
import type { JourneyState } from '@/lib/domain/journey-state'
import { laterOf } from './journey-view'

/**
 * When updates were missing: a delivery that was refused carried a newer snapshot, or a pull showed a newer version than
 * the webhooks had told. Of both, what counts is when things reached us, so this looks at receivedAt and not at event time.
 */
export function missingUpdates(
  snapshots: JourneySnapshot[],
  refused: RefusedUpdate[],
  settings: Settings,
): MissingUpdate[] {
  const webhooks = snapshots.filter(({ source }) => source === 'webhook')
  const pulls = snapshots.filter(({ source }) => source === 'pull')
  return [
    ...refused.map((update) => refusedGap(update, snapshots)),
    ...pulls.map((pull) => pulledGap(pull, webhooks, settings['updatesMissing.grace.seconds'] * 1000)),
  ].filter((gap) => gap !== null)
}

function refusedGap(update: RefusedUpdate, snapshots: JourneySnapshot[]): MissingUpdate | null {
  const { sequence, receivedAt, verdict, deliveryID } = update
  const summary = 'A newer update of this journey arrived and was not taken; what is shown here may be out of date.'
  const told = `A delivery with a newer snapshot was set aside: ${verdict}`
  const evidence = { kind: 'delivery', at: receivedAt, summary: told, ref: { deliveryID } }
  return closedGap({ from: receivedAt, to: firstReceived(snapshots, sequence), sequence, evidence, summary })
}

/** Only where webhooks came before: without any, they are not set up, which is another matter. */
function pulledGap(pull: JourneySnapshot, webhooks: JourneySnapshot[], graceMs: number): MissingUpdate | null {
  if (!webhooks.some(({ sequence }) => sequence < pull.sequence)) return null
  const from = laterOf(pull.receivedAt, new Date(pull.eventAt.getTime() + graceMs))
  const summary =
    'The platform shows a newer state than the last webhook that arrived: webhooks of this journey are missing.'
  const told = 'The last pull shows a newer version than the last webhook'
  const evidence = { kind: 'pull', at: pull.eventAt, summary: told, ref: null }
  const { sequence } = pull
  return closedGap({ from, to: firstReceived(webhooks, sequence), sequence, evidence, summary })
}

function closedGap(gap: MissingUpdate): MissingUpdate | null {
  return gap.to && gap.to <= gap.from ? null : gap
}

/** When a snapshot of at least this sequence first reached us. */
function firstReceived(snapshots: JourneySnapshot[], sequence: bigint): Date | null {
  const times = snapshots.filter((snapshot) => snapshot.sequence >= sequence).map((snapshot) => snapshot.receivedAt)
  return times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : null
}

/** The gap that is open at `at`, of several the latest. Nothing that follows a final status is missed. */
export function openGap(gaps: MissingUpdate[], state: JourneyState, at: Date): MissingUpdate | null {
  const open = gaps.filter(({ from, to, sequence }) => {
    const isOver = isFinal(state.status) && sequence > state.version
    return !isOver && from <= at && (to === null || at < to)
  })
  return open.toSorted((a, b) => b.from.getTime() - a.from.getTime() || compareRefs(a, b))[0] ?? null
}

/** Of those that began at once always the same one, whatever order the database has them in. */
function compareRefs(a: MissingUpdate, b: MissingUpdate): number {
  const [refA, refB] = [a, b].map(({ evidence, sequence }) => evidence.ref?.deliveryID ?? `pull:${sequence}`)
  return (refA ?? '') < (refB ?? '') ? -1 : 1
}

export function updatesMissing({ evidence, summary }: MissingUpdate): Decision {
  return {
    condition: 'journey-stalled',
    cause: 'updates-missing',
    confidence: evidence.kind === 'pull' ? 0.95 : 0.9,
    severity: 'high',
    summary,
    evidence: [evidence],
    rejectedCauses: [],
  }
}
