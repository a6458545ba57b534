import { randomUUID } from 'node:crypto'
import { isQuarantined, isRefused } from '@/lib/domain/delivery'
import type { FailedAttempt } from '@/lib/domain/delivery-group'
import type { DerivedFinding } from '@/lib/domain/finding'
import { VERDICTS, type Verdict } from '@/lib/domain/vocabulary'
import { listApplications } from '@/lib/store/applications'
import { loadMissedJourneys, loadSurroundings, loadVerifiedAfter } from '@/lib/store/delivery-group-surroundings'
import {
  addMissedJourneys,
  claimForGroups,
  findDueGroups,
  findUngrouped,
  loadGroups,
  OPEN_WATCHED_MS,
  saveGroups,
  saveGroupStates,
  type GroupState,
  type LoadedGroups,
  type StoredGroup,
  type UngroupedDelivery,
} from '@/lib/store/delivery-groups'
import { lockForDetection, type QueuedSubject } from '@/lib/store/detect-work'
import { saveFindings, type FindingSubject } from '@/lib/store/save-findings'
import { queueFailed } from '@/lib/store/set-aside'
import type { Transaction } from '@/lib/store/transaction'
import { errorWords } from '@/lib/domain/error-words'
import { foldAttempts } from './rules/delivery-group-fold'
import { goodsNeeded, groupEnd, groupFinding, groupKeyOf, NO_GROUP } from './rules/webhook-signature-failure'

const BATCH = 2_000
const DUE_MAX = 100
const JOURNEYS_SHOWN = 5
/** Ended groups are looked at again, each time four times later: what is reported late may change when they ended. */
const RECHECK_MS = 10_000
const RECHECKS_MAX = 8
const RECHECK_OPEN_MS = 60_000
/** One that ends at a known time may end earlier, by what verifies meanwhile. */
const RECHECK_ENDING_MS = 2_000

/** Counts failed deliveries into groups and brings the groups' findings up to date. Answers how much there was to do. */
export async function detectDeliveryGroups(tx: Transaction, now: Date): Promise<number> {
  const ungrouped = await findUngrouped(tx, BATCH)
  const due = await findDueGroups(tx, now, DUE_MAX)
  if (ungrouped.length + due.length === 0) return 0
  const attempts = ungrouped.map((delivery) => ({ delivery, attempt: attemptOf(delivery) }))
  const keyed = [...attempts.flatMap(({ attempt }) => (attempt ? [attempt] : [])), ...due]
  await lockForDetection(tx, keyed.map(lockOf))
  const claimed = await claimForGroups(
    tx,
    attempts.map(({ delivery, attempt }) => ({ ...delivery, key: attempt?.key ?? NO_GROUP })),
  )
  const fresh = attempts.flatMap(({ attempt }) => (attempt && claimed.has(attempt.id) ? [attempt] : []))
  const absorbed = await countAttempts(tx, fresh)
  const touched = await loadGroups(
    tx,
    fresh.map(({ applicationID, key, at }) => ({ applicationID, key, from: at, to: at })),
    due.map(({ groupID }) => groupID),
  )
  const failed = [...(await judgeGroups(tx, touched, absorbed, now))]
  await queueFailed(
    tx,
    'group',
    failed.map(([name, error]) => {
      const [applicationID = '', subjectID = ''] = name.split('|')
      return { applicationID, subjectID, error }
    }),
  )
  return claimed.size + due.length
}

function attemptOf(delivery: UngroupedDelivery): FailedAttempt | null {
  const { ownerID, verdict, cause, steps, secretID, source, journeyIDs, isOriginKnown } = delivery
  const isKnown = source === 'reported' || journeyIDs.length > 0 || isOriginKnown
  const key = groupKeyOf({ applicationID: ownerID, verdict, cause, steps, secretID, isKnown })
  if (ownerID === null || key === NO_GROUP) return null
  return {
    applicationID: ownerID,
    key,
    cause,
    secretID,
    id: delivery.id,
    at: delivery.receivedAt,
    source,
    verdict,
    steps: steps.join('+') || cause,
    sentence: withStop(delivery.sentence ?? `The delivery was refused: ${verdict}`),
    confidence: delivery.confidence ?? 1,
    missedJourneys: missesUpdate(delivery) ? journeyIDs : [],
  }
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

/** Refused or set aside by us, or by the partner's own receiver. */
function missesUpdate({ verdict, processing, reportedOutcome }: UngroupedDelivery): boolean {
  if (reportedOutcome === 'rejected') return true
  const known: Verdict | undefined = VERDICTS.find((name) => name === verdict)
  return known !== undefined && (isRefused(known) || isQuarantined(known)) && processing !== 'applied'
}

/** Answers the groups that became part of another. */
async function countAttempts(tx: Transaction, attempts: FailedAttempt[]): Promise<FindingSubject[]> {
  if (attempts.length === 0) return []
  const spans = attempts.map(({ applicationID, key, at }) => ({ applicationID, key, from: at, to: at }))
  const folded = foldAttempts((await loadGroups(tx, spans, [])).groups, attempts, randomUUID)
  await saveGroups(tx, folded)
  await addMissedJourneys(
    tx,
    folded.flatMap(({ applicationID, groupID, attempts: own }) =>
      own.flatMap(({ id, at, missedJourneys }) =>
        missedJourneys.map((journeyID) => ({ applicationID, groupID, journeyID, deliveryID: id, at })),
      ),
    ),
  )
  return folded.flatMap(({ applicationID, absorbed }) => absorbed.map((subjectID) => ({ applicationID, subjectID })))
}

/** Groups that broke a rule before. Answers the errors by `applicationID|groupID`. */
export async function judgeGroupsAgain(
  tx: Transaction,
  subjects: QueuedSubject[],
  now: Date,
): Promise<Map<string, string>> {
  const ids = subjects.map(({ subjectID }) => subjectID)
  await lockForDetection(tx, (await loadGroups(tx, [], ids)).groups.map(lockOf))
  return judgeGroups(tx, await loadGroups(tx, [], ids), [], now)
}

function lockOf({ applicationID, key }: { applicationID: string; key: string }) {
  return { applicationID, journeyID: `delivery-group|${key}` }
}

/** Each on its own: one that breaks a rule is named with its error, and the queue decides when it is tried again. */
async function judgeGroups(
  tx: Transaction,
  { groups, unreadable }: LoadedGroups,
  absorbed: FindingSubject[],
  now: Date,
): Promise<Map<string, string>> {
  const failed = new Map([...unreadable].map(([name, error]) => [name, errorWords(error)]))
  const ids = groups.map(({ groupID }) => groupID)
  const surroundings = await loadSurroundings(tx, ids)
  const needed = groups.map(({ groupID, deliveries }) => {
    return { groupID, nth: goodsNeeded(deliveries, surroundings.get(groupID)?.goodsBetween ?? 0) }
  })
  const verified = await loadVerifiedAfter(tx, needed)
  const journeys = await loadMissedJourneys(tx, ids, JOURNEYS_SHOWN)
  const environments = new Map((await listApplications(tx)).map((row) => [row.applicationID, row.environment]))
  const findings: DerivedFinding[] = []
  const states: GroupState[] = []
  for (const group of groups) {
    const around = surroundings.get(group.groupID)
    const environment = environments.get(group.applicationID)
    if (!around || !environment) {
      states.push({ ...NEVER, groupID: group.groupID })
      continue
    }
    const nth = needed.find(({ groupID }) => groupID === group.groupID)?.nth
    const own = verified.filter(({ groupID }) => groupID === group.groupID)
    const context = {
      environment,
      verifiedAfter: own.find((delivery) => delivery.nth === 1) ?? null,
      provenBy: own.find((delivery) => delivery.nth === nth) ?? null,
      journeys: { total: around.journeys, shown: journeys.filter(({ groupID }) => groupID === group.groupID) },
      notKept: around.notKept,
    }
    try {
      const end = groupEnd(group, context)
      findings.push(groupFinding(group, context, end && end <= now ? end : null))
      states.push(stateOf(group, end, now))
    } catch (error) {
      failed.set(`${group.applicationID}|${group.groupID}`, errorWords(error))
    }
  }
  for (const name of failed.keys()) states.push({ ...NEVER, groupID: name.split('|')[1] ?? '', open: true })
  const judged = groups.filter(({ applicationID, groupID }) => !failed.has(`${applicationID}|${groupID}`))
  const subjects = judged.map(({ applicationID, groupID }) => ({ applicationID, subjectID: groupID }))
  await saveFindings(tx, 'delivery_group', [...subjects, ...absorbed], findings)
  await saveGroupStates(tx, states)
  return failed
}

/** Its application is not configured any more. */
const NEVER = { open: false, resolvesAt: null, recheckAt: null, rechecks: 0 }

function stateOf({ groupID, lastAt, open, rechecks }: StoredGroup, end: Date | null, now: Date): GroupState {
  if (!end || end > now) {
    const unwatched = Math.max(lastAt.getTime() + OPEN_WATCHED_MS, now.getTime() + RECHECK_OPEN_MS)
    const recheckAt = new Date(end ? now.getTime() + RECHECK_ENDING_MS : unwatched)
    return { groupID, open: true, resolvesAt: end, recheckAt, rechecks: 0 }
  }
  const done = open ? 0 : rechecks + 1
  const again = done < RECHECKS_MAX ? new Date(now.getTime() + RECHECK_MS * 4 ** done) : null
  return { groupID, open: false, resolvesAt: null, recheckAt: again, rechecks: done }
}
