import type { DerivedFinding } from '@/lib/domain/finding'
import type { ThresholdBook } from '@/lib/domain/learned-thresholds'
import type { Settings } from '@/lib/domain/settings'
import { loadCallsOfJourneys } from '@/lib/store/api-calls-read'
import { listApplications } from '@/lib/store/applications'
import { worthReplaying } from '@/lib/store/caller-work'
import { isAnyGroupWaiting } from '@/lib/store/delivery-groups'
import {
  claimDueJourneys,
  claimSubjects,
  deferSubject,
  finishSubjects,
  loadRefusedUpdates,
  lockForDetection,
  postponeJourneys,
  type QueuedSubject,
} from '@/lib/store/detect-work'
import { loadHistories, type JourneyRef } from '@/lib/store/journey-history'
import { loadThresholdBook } from '@/lib/store/learned-thresholds'
import { lockJourneyRows } from '@/lib/store/lock-journeys'
import { saveJourneyFindings } from '@/lib/store/save-findings'
import { saveJudgements, type StoredJudgement } from '@/lib/store/save-judgements'
import { loadSettings } from '@/lib/store/settings'
import { inTransaction, type Transaction } from '@/lib/store/transaction'
import { detectDeliveryGroups } from './delivery-groups'
import { explainDeliveries } from './explain-deliveries'
import { judgeCallers } from './judge-callers'
import { replayCallsAlone, replayJourney } from './replay'

const BATCH = 300

const CALLERS_BATCH = 40
const CALLERS_TIMEOUT_MS = 180_000

/** Load, decide, save: one batch of what ingest touched or what ran out by `now`. Answers how many subjects it did. */
export async function detectOnce(now: Date): Promise<number> {
  return (await detectJourneys(now)) + (await detectCallers(now)) + (await detectGroups(now))
}

async function detectCallers(now: Date): Promise<number> {
  return inTransaction(async (tx) => {
    const subjects = await claimSubjects(tx, ['caller', 'caller-timer'], CALLERS_BATCH)
    if (subjects.length === 0) return 0
    await settle(tx, subjects, await judgeCallers(tx, subjects, now))
    return subjects.length
  }, CALLERS_TIMEOUT_MS)
}

async function detectGroups(now: Date): Promise<number> {
  if (!(await isAnyGroupWaiting(now))) return 0
  return inTransaction((tx) => detectDeliveryGroups(tx, now))
}

async function detectJourneys(now: Date): Promise<number> {
  return inTransaction(async (tx) => {
    const subjects = await claimSubjects(tx, ['journey', 'delivery', 'reads'], BATCH)
    const due = await claimDueJourneys(tx, now, BATCH)
    if (subjects.length + due.length === 0) return 0
    const read = await worthReplaying(
      tx,
      subjects.filter(({ subjectType }) => subjectType === 'reads'),
    )
    // Rows of deliveries are locked before those of journeys, as where one is processed again.
    const unexplained = await explainDeliveries(
      tx,
      subjects.filter(({ subjectType }) => subjectType === 'delivery'),
    )
    const failed = await judgeJourneys(tx, journeysOf(subjects, [...due, ...read]), now)
    await settle(tx, subjects, new Map([...failed, ...unexplained]))
    return subjects.length + due.length
  })
}

function journeysOf(subjects: QueuedSubject[], due: JourneyRef[]): JourneyRef[] {
  const queued = subjects.filter(({ subjectType }) => subjectType === 'journey')
  const all = [...queued.map(({ applicationID, subjectID }) => ({ applicationID, journeyID: subjectID })), ...due]
  return [...new Map(all.map((journey) => [nameOf(journey), journey])).values()]
}

/** Judges each journey on its own: one that breaks a rule is named with its error and the others go on. */
async function judgeJourneys(tx: Transaction, journeys: JourneyRef[], now: Date): Promise<Map<string, string>> {
  const failed = new Map<string, string>()
  if (journeys.length === 0) return failed
  await lockForDetection(tx, journeys)
  const histories = await loadHistories(tx, journeys)
  const refused = await loadRefusedUpdates(tx, journeys)
  const calls = await loadCallsOfJourneys(tx, journeys)
  const context = await loadContext(journeys)
  const judgements: StoredJudgement[] = []
  const findings: DerivedFinding[] = []
  const judged: JourneyRef[] = []
  for (const journey of journeys) {
    const name = nameOf(journey)
    const snapshots = histories.get(name)
    const application = context.get(journey.applicationID)
    const own = calls.get(name) ?? []
    if (!application || (!snapshots && own.length === 0)) continue
    try {
      const history = {
        ...journey,
        ...application,
        snapshots: snapshots ?? [],
        refused: refused.get(name) ?? [],
        calls: own,
      }
      if (!snapshots) {
        findings.push(...replayCallsAlone(history))
        judged.push(journey)
        continue
      }
      const { findings: derived, ...judgement } = replayJourney(history, now)
      judgements.push({ ...journey, ...judgement })
      findings.push(...derived)
      judged.push(journey)
    } catch (error) {
      failed.set(name, error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error')
    }
  }
  // Rows are locked in one order: where more are written than what changed, all at once.
  if (judged.length < journeys.length) await lockJourneyRows(tx, journeys)
  await saveJudgements(tx, judgements, now)
  await saveJourneyFindings(tx, judged, findings)
  // What could not be judged, too: it would be due again at every turn.
  const done = new Set(judged.map(nameOf))
  await postponeJourneys(
    tx,
    journeys.filter((journey) => !done.has(nameOf(journey))),
    now,
  )
  return failed
}

interface Context {
  environment: string
  settings: Settings
  thresholds: ThresholdBook
}

async function loadContext(journeys: JourneyRef[]): Promise<Map<string, Context>> {
  const wanted = new Set(journeys.map(({ applicationID }) => applicationID))
  const applications = (await listApplications()).filter(({ applicationID }) => wanted.has(applicationID))
  const entries = applications.map(async ({ applicationID, environment }) => {
    const [settings, thresholds] = await Promise.all([loadSettings(applicationID), loadThresholdBook(applicationID)])
    return [applicationID, { environment, settings, thresholds }] as const
  })
  return new Map(await Promise.all(entries))
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

function nameOf({ applicationID, journeyID }: JourneyRef): string {
  return `${applicationID}|${journeyID}`
}
