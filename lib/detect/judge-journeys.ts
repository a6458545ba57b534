import type { DerivedFinding } from '@/lib/domain/finding'
import type { ThresholdBook } from '@/lib/domain/learned-thresholds'
import type { Settings } from '@/lib/domain/settings'
import { loadCallsOfJourneys } from '@/lib/store/api-calls-read'
import { listApplications } from '@/lib/store/applications'
import { loadRefusedUpdates, lockForDetection, postponeJourneys } from '@/lib/store/detect-work'
import { loadHistories, type JourneyRef } from '@/lib/store/journey-history'
import { loadThresholdBook } from '@/lib/store/learned-thresholds'
import { lockJourneyRows } from '@/lib/store/lock-journeys'
import { saveJourneyFindings } from '@/lib/store/save-findings'
import { saveJudgements, type StoredJudgement } from '@/lib/store/save-judgements'
import { forgetSetAside, keepFailedJourneys } from '@/lib/store/set-aside'
import { loadSettings } from '@/lib/store/settings'
import type { Transaction } from '@/lib/store/transaction'
import { errorWords } from '@/lib/domain/error-words'
import { replayCallsAlone, replayJourney } from './replay'

/** Judges each journey on its own: one that breaks a rule is named with its error and the others go on. */
export async function judgeJourneys(tx: Transaction, journeys: JourneyRef[], now: Date): Promise<Map<string, string>> {
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
      failed.set(name, errorWords(error))
    }
  }
  // Rows are locked in one order: where more are written than what changed, all at once.
  if (judged.length < journeys.length) await lockJourneyRows(tx, journeys)
  await saveJudgements(tx, judgements, now)
  await saveJourneyFindings(tx, judged, findings)
  await settleJourneys(tx, journeys, judged, failed, now)
  return failed
}

/** What could not be judged is put off, or it would be due again at every turn. */
async function settleJourneys(
  tx: Transaction,
  journeys: JourneyRef[],
  judged: JourneyRef[],
  failed: Map<string, string>,
  now: Date,
): Promise<void> {
  const done = new Set(judged.map(nameOf))
  const left = journeys.filter((journey) => !done.has(nameOf(journey)))
  await postponeJourneys(
    tx,
    left.filter((journey) => !failed.has(nameOf(journey))),
    now,
  )
  await keepFailedJourneys(
    tx,
    left.flatMap((journey) => {
      const error = failed.get(nameOf(journey))
      return error === undefined ? [] : [{ ...journey, error }]
    }),
  )
  await forgetSetAside(tx, judged)
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

export function nameOf({ applicationID, journeyID }: JourneyRef): string {
  return `${applicationID}|${journeyID}`
}
