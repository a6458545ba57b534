import type { Decision, RejectedCause } from '@/lib/domain/finding'
import { callEvidence } from './caller-view'
import { exceeds, waitStart, type JourneyView } from './journey-view'
import { waitThreshold } from './wait-threshold'

const CAUSE = 'polling-too-aggressive'

/** The wait of OFFERS_PENDING, and one client that reads the state again and again through it. */
export function pollingTooAggressive(view: JourneyView): Decision | null {
  const { state, at, settings, calls } = view
  if (!calls || state.status !== 'OFFERS_PENDING') return null
  const threshold = waitThreshold(view, 'lender', state.statusSince)
  if (threshold === null || !exceeds(state.statusSince, at, threshold.limitMs)) return null
  // While a step or a redirect is in the borrower's hands, every 2 to 5 s is right.
  if (view.isIdle) return null
  const polling = calls.pollingAt(waitStart(view).getTime(), at.getTime())
  const last = polling?.reads.at(-1)
  if (!polling || !last) return null
  const { reads, medianGapMs, isLoop } = polling
  const minutes = settings['polling.window.minutes']
  const gap = `${(medianGapMs / 1000).toFixed(1)} s`
  return {
    condition: 'offers-pending',
    cause: CAUSE,
    confidence: isLoop ? 0.98 : 0.94,
    severity: 'low',
    summary: `${last.caller} reads the state every ${gap} while offers are pending; every 10 to 20 s is enough.`,
    evidence: [
      {
        kind: 'status',
        at: state.statusSince,
        summary: `OFFERS_PENDING for longer than ${threshold.told}`,
        ref: null,
      },
      {
        kind: 'rate',
        at: last.occurredAt,
        summary: `${reads.length} state reads of one client in ${minutes} min, median gap ${gap}${isLoop ? ', a loop on one version' : ''}`,
        ref: null,
      },
      {
        kind: 'threshold',
        at: null,
        summary: `At least ${settings['polling.reads']} reads with a median gap below ${settings['polling.medianGap.seconds']} s`,
        ref: null,
      },
      ...reads.slice(-5).map((read) => callEvidence(read, `${read.route} by ${read.caller}`)),
    ],
    rejectedCauses: [],
  }
}

/** Why polling is not the cause, where it is not. */
export function pollingRejected(view: JourneyView): RejectedCause {
  const busiest = view.calls?.busiestAt(waitStart(view).getTime(), view.at.getTime())
  if (!busiest) return { cause: CAUSE, why: 'No state reads of this journey are known.' }
  const { reads, medianGapMs } = busiest
  const count = reads.length
  const gap = count > 1 ? `, median gap ${(medianGapMs / 1000).toFixed(1)} s` : ''
  const minutes = view.settings['polling.window.minutes']
  return { cause: CAUSE, why: `The busiest client read the state ${count} times in ${minutes} min${gap}.` }
}
