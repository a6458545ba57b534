import {
  GROUP_WINDOW_MS,
  type DeliveryGroup,
  type FailedAttempt,
  type GroupExplanation,
  type GroupSample,
} from '@/lib/domain/delivery-group'

export const FIRST_SHOWN = 2
export const LAST_SHOWN = 6

export interface FoldedGroup extends DeliveryGroup {
  /** Stored groups that are part of it now. */
  absorbed: string[]
  /** Of which it is made anew, in no order. */
  attempts: FailedAttempt[]
}

/**
 * Counts attempts into groups. `groups` are those of the same applications and keys that lie within the window of the
 * attempts. Each attempt is to be counted once; then any order and any division into calls gives the same groups. Only
 * groups that change are answered. Of groups that meet, the largest goes on.
 */
export function foldAttempts(
  groups: DeliveryGroup[],
  attempts: FailedAttempt[],
  newGroupID: () => string,
): FoldedGroup[] {
  const parts = [
    ...groups.map((group) => ({ group, attempt: null })),
    ...attempts.map((attempt) => ({ group: groupOfOne(attempt), attempt })),
  ].toSorted(
    (a, b) => compareText(nameOf(a.group), nameOf(b.group)) || a.group.firstAt.getTime() - b.group.firstAt.getTime(),
  )
  const clusters: (typeof parts)[] = []
  let reach: { name: string; until: number } | null = null
  for (const part of parts) {
    const name = nameOf(part.group)
    const until = part.group.lastAt.getTime() + GROUP_WINDOW_MS
    const joins: boolean = reach !== null && reach.name === name && part.group.firstAt.getTime() <= reach.until
    if (joins) clusters.at(-1)?.push(part)
    else clusters.push([part])
    reach = { name, until: joins && reach ? Math.max(reach.until, until) : until }
  }
  return clusters
    .filter((cluster) => cluster.some(({ attempt }) => attempt !== null) || cluster.length > 1)
    .map((cluster) => foldCluster(cluster, newGroupID))
}

function foldCluster(
  cluster: { group: DeliveryGroup; attempt: FailedAttempt | null }[],
  newGroupID: () => string,
): FoldedGroup {
  const stored = cluster.filter(({ attempt }) => attempt === null).map(({ group }) => group)
  const largest = stored.toSorted((a, b) => b.deliveries - a.deliveries || compareText(a.groupID, b.groupID))[0]
  const groupID = largest?.groupID ?? newGroupID()
  const merged = cluster.map(({ group }) => group).reduce(mergeGroups)
  return {
    ...merged,
    groupID,
    absorbed: stored.map((group) => group.groupID).filter((id) => id !== groupID),
    attempts: cluster.flatMap(({ attempt }) => (attempt ? [attempt] : [])),
  }
}

function nameOf({ applicationID, key }: { applicationID: string; key: string }): string {
  return `${applicationID}|${key}`
}

function groupOfOne(attempt: FailedAttempt): DeliveryGroup {
  const { applicationID, key, cause, secretID, id, at, source, steps, sentence, confidence, missedJourneys } = attempt
  const sample = { id, at, sentence, confidence, journeyID: missedJourneys[0] ?? null }
  return {
    applicationID,
    groupID: '',
    key,
    cause,
    secretID,
    firstAt: at,
    lastAt: at,
    deliveries: 1,
    sources: [source],
    explanations: { [steps]: { deliveries: 1, id, at, sentence } },
    samples: { first: [sample], last: [sample] },
  }
}

/** Commutative and associative, but for the ID. */
function mergeGroups(a: DeliveryGroup, b: DeliveryGroup): DeliveryGroup {
  return {
    ...a,
    firstAt: a.firstAt < b.firstAt ? a.firstAt : b.firstAt,
    lastAt: a.lastAt > b.lastAt ? a.lastAt : b.lastAt,
    deliveries: a.deliveries + b.deliveries,
    sources: [...new Set([...a.sources, ...b.sources])].toSorted(compareText),
    explanations: mergeExplanations(a.explanations, b.explanations),
    samples: {
      first: [...a.samples.first, ...b.samples.first].toSorted(compareSamples).slice(0, FIRST_SHOWN),
      last: [...a.samples.last, ...b.samples.last].toSorted(compareSamples).slice(-LAST_SHOWN),
    },
  }
}

function mergeExplanations(a: DeliveryGroup['explanations'], b: DeliveryGroup['explanations']) {
  const steps = [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted(compareText)
  return Object.fromEntries(
    steps.flatMap((name): [string, GroupExplanation][] => {
      const held = [a[name], b[name]].filter((explanation) => explanation !== undefined)
      const earliest = held.toSorted(compareSamples)[0]
      const deliveries = held.reduce((sum, explanation) => sum + explanation.deliveries, 0)
      return earliest ? [[name, { ...earliest, deliveries }]] : []
    }),
  )
}

function compareSamples(a: Pick<GroupSample, 'at' | 'id'>, b: Pick<GroupSample, 'at' | 'id'>): number {
  return a.at.getTime() - b.at.getTime() || compareText(a.id, b.id)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
