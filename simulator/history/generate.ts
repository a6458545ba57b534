import { stageCalls } from '../calls/stage'
import type { ApiCall } from '../calls/types'
import { journeyLabels } from '../labels/labels'
import type { Label } from '../labels/types'
import type { Environment } from '../platform/types'
import { planJourney } from '../webhooks/plan'
import { renderDelivery } from '../webhooks/render'
import { stageEpisodes, type Staged } from '../webhooks/stage'
import type { ReportedDelivery } from '../webhooks/types'
import { playWorld, type PlayedJourney } from '../world/world'
import { inReportedOrder } from './order'

export interface HistoryOptions {
  seed: number
  days: number
  journeys: number
  /** End of the history. */
  now: Date
  applicationID: string
  tenantID: string
  secret: string
  /** A secret that the product knows as retired; a wrong-secret episode then uses it. */
  retiredSecret?: string
  /** Of the base URL that the partner's systems call; default live. */
  environment?: Environment
  /** Callers of each kind of conduct; default one. */
  callersEach?: number
}

export interface History {
  /** Made one by one as they are read; reading again makes the same. */
  deliveries: Iterable<ReportedDelivery>
  deliveryCount: number
  labels: Label[]
  /** The call logs of the partner's systems, by time; made when first asked for. */
  calls: Iterable<ApiCall>
  /** What the call logs show; apart from `labels`, since not every reader has the calls. */
  callLabels: () => Label[]
  journeys: readonly PlayedJourney[]
}

/** What a partner's systems lived through up to `now`. The same options give the same bytes. */
export function generateHistory(options: HistoryOptions): History {
  const now = options.now.getTime()
  const journeys = playWorld({ seed: options.seed, days: options.days, journeys: options.journeys, now })
  const perJourney = new Map(journeys.map((played) => [played.index, planJourney(options.seed, played, now)]))
  const staged = stageEpisodes({ ...options, now }, journeys, perJourney)
  const plans = inReportedOrder(options.seed, [...perJourney.values()].flat())
  const befallen = journeys.map((played) => withMissing(played, staged))
  const labels = befallen.flatMap((played) => journeyLabels(played, played.intervals, options.applicationID, now))
  labels.push(...staged.labels)
  let made: ReturnType<typeof stageCalls> | null = null
  const callsOnce = (): ReturnType<typeof stageCalls> =>
    (made ??= stageCalls({ environment: 'live', callersEach: 1, ...options, now }, befallen))
  return {
    deliveries: {
      *[Symbol.iterator]() {
        for (const plan of plans) yield renderDelivery(plan, options)
      },
    },
    deliveryCount: plans.length,
    labels,
    calls: { [Symbol.iterator]: () => callsOnce().calls[Symbol.iterator]() },
    callLabels: () => callsOnce().labels,
    journeys,
  }
}

/** With the time over which an update of it was missing: whatever else is played takes it for what holds, too. */
function withMissing(played: PlayedJourney, { missing }: Staged): PlayedJourney {
  const interval = missing.get(played.index)
  return interval ? { ...played, intervals: [...played.intervals, interval] } : played
}
