import type { SubjectKind } from '@/lib/domain/set-aside'
import { worthReplaying } from '@/lib/store/caller-work'
import { isAnyGroupWaiting } from '@/lib/store/delivery-groups'
import {
  claimDueJourneys,
  claimSubjects,
  deferSubject,
  finishSubjects,
  type QueuedSubject,
} from '@/lib/store/detect-work'
import type { JourneyRef } from '@/lib/store/journey-history'
import { keepFailedJourneys } from '@/lib/store/set-aside'
import { inTransaction, type Transaction } from '@/lib/store/transaction'
import { detectDeliveryGroups, judgeGroupsAgain } from './delivery-groups'
import { errorWords } from '@/lib/domain/error-words'
import { explainDeliveries } from './explain-deliveries'
import { inHalves } from './in-halves'
import { judgeCallers } from './judge-callers'
import { judgeJourneys, nameOf } from './judge-journeys'

const BATCH = 300
const JOURNEY_KINDS: SubjectKind[] = ['journey', 'delivery', 'reads']

const CALLERS_BATCH = 40
const CALLER_KINDS: SubjectKind[] = ['caller', 'caller-timer']
const CALLERS_TIMEOUT_MS = 180_000

/** Load, decide, save: one batch of what ingest touched or what ran out by `now`. Answers how many subjects it did. */
export async function detectOnce(now: Date): Promise<number> {
  const journeys = await inHalves(
    (limit) => detectQueued(now, limit),
    (error) => deferFirst(JOURNEY_KINDS, error),
    BATCH,
  )
  const due = await inHalves(
    (limit) => detectDue(now, limit),
    (error) => keepFirstDue(now, error),
    BATCH,
  )
  const callers = await inHalves(
    (limit) => detectCallers(now, limit),
    (error) => deferFirst(CALLER_KINDS, error),
    CALLERS_BATCH,
  )
  return journeys + due + callers + (await detectGroups(now))
}

async function detectCallers(now: Date, limit: number): Promise<number> {
  return inTransaction(async (tx) => {
    const subjects = await claimSubjects(tx, CALLER_KINDS, limit)
    if (subjects.length === 0) return 0
    await settle(tx, subjects, await judgeCallers(tx, subjects, now))
    return subjects.length
  }, CALLERS_TIMEOUT_MS)
}

async function detectGroups(now: Date): Promise<number> {
  const again = await inTransaction(async (tx) => {
    const subjects = await claimSubjects(tx, ['group'], BATCH)
    if (subjects.length > 0) await settle(tx, subjects, await judgeGroupsAgain(tx, subjects, now))
    return subjects.length
  })
  if (!(await isAnyGroupWaiting(now))) return again
  return again + (await inTransaction((tx) => detectDeliveryGroups(tx, now)))
}

async function detectQueued(now: Date, limit: number): Promise<number> {
  return inTransaction(async (tx) => {
    const subjects = await claimSubjects(tx, JOURNEY_KINDS, limit)
    if (subjects.length === 0) return 0
    const read = await worthReplaying(
      tx,
      subjects.filter(({ subjectType }) => subjectType === 'reads'),
    )
    // Rows of deliveries are locked before those of journeys, as where one is processed again.
    const unexplained = await explainDeliveries(
      tx,
      subjects.filter(({ subjectType }) => subjectType === 'delivery'),
    )
    const failed = await judgeJourneys(tx, journeysOf(subjects, read), now)
    await settle(tx, subjects, new Map([...failed, ...unexplained]))
    return subjects.length
  })
}

async function detectDue(now: Date, limit: number): Promise<number> {
  return inTransaction(async (tx) => {
    const due = await claimDueJourneys(tx, now, limit)
    await judgeJourneys(tx, due, now)
    return due.length
  })
}

/** Nothing of its turn could be saved, so its failure is noted in a transaction of its own. */
async function deferFirst(kinds: SubjectKind[], error: unknown): Promise<void> {
  await inTransaction(async (tx) => {
    for (const subject of await claimSubjects(tx, kinds, 1)) await deferSubject(tx, subject, errorWords(error))
  })
}

async function keepFirstDue(now: Date, error: unknown): Promise<void> {
  await inTransaction(async (tx) => {
    const due = await claimDueJourneys(tx, now, 1)
    await keepFailedJourneys(
      tx,
      due.map((journey) => ({ ...journey, error: errorWords(error) })),
    )
  })
}

function journeysOf(subjects: QueuedSubject[], read: JourneyRef[]): JourneyRef[] {
  const queued = subjects.filter(({ subjectType }) => subjectType === 'journey')
  const all = [...queued.map(({ applicationID, subjectID }) => ({ applicationID, journeyID: subjectID })), ...read]
  return [...new Map(all.map((journey) => [nameOf(journey), journey])).values()]
}

async function settle(tx: Transaction, subjects: QueuedSubject[], failed: Map<string, string>): Promise<void> {
  const errorOf = (subject: QueuedSubject) => failed.get(`${subject.applicationID}|${subject.subjectID}`)
  await finishSubjects(
    tx,
    subjects.filter((subject) => errorOf(subject) === undefined).flatMap(({ ids }) => ids),
  )
  for (const subject of subjects) {
    const error = errorOf(subject)
    if (error !== undefined) await deferSubject(tx, subject, error)
  }
}
