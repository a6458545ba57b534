import type { Episode } from '@/lib/domain/finding'
import { GROUP_WINDOW_MS } from '@/lib/domain/delivery-group'
import { chains, distinct, overlaps, spanOf, type DerivedIncident, type IncidentFact } from '@/lib/domain/incident'

/** The journeys that show an old state because deliveries of one cause were refused. */

export interface FailedGroup extends IncidentFact {
  /** Deliveries that fail the same way share it: cause and secret. */
  key: string
  lastAt: Date
  missed: { journeyID: string; at: Date }[]
}

interface Held {
  group: FailedGroup
  episode: Episode
}

/** `stale` are findings of journeys whose updates are missing. A group that nothing followed from is no incident. */
export function deliveryFailures(groups: FailedGroup[], stale: IncidentFact[]): DerivedIncident[] {
  const byJourney = new Map<string, IncidentFact[]>()
  for (const finding of stale) {
    byJourney.set(finding.subjectID, [...(byJourney.get(finding.subjectID) ?? []), finding])
  }
  return distinct(groups.map(({ key }) => key)).flatMap((key) => {
    const held = groups
      .filter((group) => group.key === key)
      .map((group) => ({ group, episode: spanOf(group.episodes.length > 0 ? group.episodes : [ofGroup(group)]) }))
    return chains(held, 0).flatMap((chain) => toIncident(key, chain, byJourney))
  })
}

function ofGroup({ lastAt }: FailedGroup): Episode {
  return { from: lastAt, to: lastAt }
}

function toIncident(key: string, chain: Held[], byJourney: Map<string, IncidentFact[]>): DerivedIncident[] {
  const [first] = chain
  const effects = chain.flatMap(({ group }) => followed(group, byJourney))
  if (!first || effects.length === 0) return []
  const journeyIDs = distinct(chain.flatMap(({ group }) => group.missed.map(({ journeyID }) => journeyID)))
  const span = spanOf([...chain.map(({ episode }) => episode), ...effects.map(({ episode }) => episode)])
  const stale = distinct(effects.map(({ finding }) => finding.findingID))
  return [
    {
      kind: 'delivery-failure',
      subject: key,
      ...span,
      condition: first.group.condition,
      cause: first.group.cause,
      summary: `Refused webhooks: ${journeyIDs.length} journeys missed an update for the same reason.`,
      reasons: [
        'Each of these journeys missed an update in a delivery of this group.',
        `${stale.length} of them showed an older state than the platform holds.`,
      ],
      causes: distinct(chain.map(({ group }) => group.findingID)),
      effects: stale,
      journeyIDs,
    },
  ]
}

/** Findings that held after the journey's update was refused and began before the group was long over. */
function followed({ missed, lastAt }: FailedGroup, byJourney: Map<string, IncidentFact[]>) {
  const end = new Date(lastAt.getTime() + GROUP_WINDOW_MS)
  return missed.flatMap(({ journeyID, at }) =>
    (byJourney.get(journeyID) ?? []).flatMap((finding) =>
      finding.episodes
        .filter((episode) => overlaps(episode, { from: at, to: end }) && (episode.to === null || episode.to > at))
        .map((episode) => ({ finding, episode })),
    ),
  )
}
