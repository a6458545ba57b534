import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { FINDING_STATUSES, type SubjectType } from '@/lib/domain/conditions'
import type { DerivedFinding } from '@/lib/domain/finding'
import { EVIDENCE, isSnoozed, statusByEvidence, type ActivityName } from '@/lib/domain/finding-triage'
import { insertActivities } from './finding-activity'
import type { JourneyRef } from './journey-history'
import { toJson } from './journey-json'
import type { Transaction } from './transaction'

const storedSchema = z.array(
  z.object({
    applicationID: z.string(),
    findingID: z.string(),
    fingerprint: z.string(),
    status: z.enum(FINDING_STATUSES),
    resolvedBy: z.string().nullable(),
    resolvedAt: z.date().nullable(),
    occurrences: z.number(),
    episodes: z.number(),
    regressed: z.boolean(),
    assignee: z.string().nullable(),
    note: z.string().nullable(),
    snoozeUntil: z.date().nullable(),
    occurrencesFrom: z.number().nullable(),
    occurrencesBy: z.number().nullable(),
    snoozesBySubjects: z.boolean(),
    isTouched: z.boolean(),
    digest: z.string(),
  }),
)
type StoredFinding = z.infer<typeof storedSchema>[number]

/** Brings the stored findings of the given journeys to what their histories derive. What people did to them stays. */
export async function saveJourneyFindings(
  tx: Transaction,
  journeys: JourneyRef[],
  derived: DerivedFinding[],
): Promise<void> {
  const subjects = journeys.map(({ applicationID, journeyID }) => ({ applicationID, subjectID: journeyID }))
  await saveFindings(tx, 'journey', subjects, derived)
}

export interface FindingSubject {
  applicationID: string
  subjectID: string
}

/** The same for subjects of one type; `derived` holds all that is known of them, in all their past. */
export async function saveFindings(
  tx: Transaction,
  subjectType: SubjectType,
  subjects: FindingSubject[],
  derived: DerivedFinding[],
  now: Date = new Date(),
): Promise<void> {
  const stored = await loadStored(tx, subjectType, subjects)
  const byName = new Map(stored.map((row) => [`${row.applicationID}|${row.fingerprint}`, row]))
  const rows = derived.flatMap((finding) => {
    const name = `${finding.applicationID}|${fingerprintOf(finding)}`
    const before = byName.get(name)
    byName.delete(name)
    const row = findingRow(finding, before, now)
    // A withdrawn finding that somebody worked on may hold again just as before: same digest, other status.
    return before?.digest === row.digest && before.status === row.status ? [] : [row]
  })
  await upsertFindings(tx, rows)
  await endSnoozes(tx, rows)
  const withdrawn = await withdrawFindings(tx, [...byName.values()], now)
  await tellTurns(tx, [...rows.flatMap((row) => turnOf(row)), ...withdrawn.map((row) => resolvedTurn(row))], now)
}

export function fingerprintOf(finding: DerivedFinding): string {
  const name = `${finding.condition}|${finding.cause}|${finding.subjectType}|${finding.subjectID}`
  return finding.variant == null ? name : `${name}|${finding.variant}`
}

async function loadStored(
  tx: Transaction,
  subjectType: SubjectType,
  subjects: FindingSubject[],
): Promise<StoredFinding[]> {
  const rows = await tx.$queryRaw`
    SELECT f.application_id AS "applicationID", f.finding_id AS "findingID", f.fingerprint, f.status,
      f.resolved_by AS "resolvedBy", f.resolved_at AS "resolvedAt", f.occurrences,
      jsonb_array_length(f.episodes) AS episodes, f.regressed, f.assignee, f.note, f.snooze_until AS "snoozeUntil",
      f.snooze_occurrences_from AS "occurrencesFrom", f.snooze_occurrences_by AS "occurrencesBy",
      f.snooze_subjects_by IS NOT NULL AS "snoozesBySubjects",
      (f.assignee IS NOT NULL OR f.note IS NOT NULL OR f.status IN ('acknowledged', 'snoozed')
        OR f.resolved_by IS DISTINCT FROM 'evidence' AND f.status = 'resolved') AS "isTouched",
      f.digest
    FROM finding f JOIN unnest(${subjects.map((s) => s.applicationID)}::uuid[], ${subjects.map((s) => s.subjectID)}::text[])
      AS wanted(application_id, subject_id) ON f.application_id = wanted.application_id
      AND f.subject_type = ${subjectType} AND f.subject_id = wanted.subject_id
    ORDER BY f.application_id, f.finding_id FOR UPDATE OF f`
  return storedSchema.parse(rows)
}

function findingRow(finding: DerivedFinding, before: StoredFinding | undefined, now: Date) {
  const { episodes, evidence, occurrences = episodes.length, ...plain } = finding
  const holds = episodes.at(-1)?.to === null
  const turn = {
    holds,
    episodes: episodes.length,
    episodesBefore: before?.episodes ?? 0,
    actedAt: plain.subjectType === 'journey' ? null : plain.lastSeenAt,
  }
  const status = statusByEvidence(before ? triageOf(before) : null, turn, now, { occurrences, subjects: null })
  const byHand = before?.status === 'resolved' && before.resolvedBy !== EVIDENCE ? before : null
  // With one episode alone, only its return after somebody had resolved it can have marked it.
  const marked = before?.regressed === true && before.episodes <= 1
  const cameBack = status !== 'resolved' && (byHand !== null || (marked && before.status !== 'resolved'))
  const decided = {
    application_id: plain.applicationID,
    fingerprint: fingerprintOf(finding),
    condition: plain.condition,
    cause: plain.cause,
    confidence: plain.confidence,
    severity: plain.severity,
    subject_type: plain.subjectType,
    subject_id: plain.subjectID,
    subject_detail: plain.subjectDetail,
    environment: plain.environment,
    first_seen_at: episodes[0]?.from ?? plain.lastSeenAt,
    last_seen_at: plain.lastSeenAt,
    occurrences,
    episodes,
    summary: plain.summary,
    rejected_causes: plain.rejectedCauses,
    evidence,
  }
  return {
    ...decided,
    finding_id: before?.findingID ?? randomUUID(),
    status,
    regressed: holds && (episodes.length > 1 || cameBack),
    resolved_at: status === 'resolved' ? (byHand?.resolvedAt ?? episodes.at(-1)?.to ?? null) : null,
    resolved_by: status === 'resolved' ? (byHand?.resolvedBy ?? EVIDENCE) : null,
    digest: digestOf(decided),
    before: before ?? null,
  }
}

function triageOf(before: StoredFinding) {
  const { status, assignee, note, snoozeUntil, resolvedAt, resolvedBy, occurrencesFrom, occurrencesBy } = before
  const occurrences =
    occurrencesFrom === null || occurrencesBy === null ? null : { from: occurrencesFrom, by: occurrencesBy }
  // How many subjects there are now is asked by the clock that wakes, not for each finding here.
  const subjects = before.snoozesBySubjects ? { from: 0, by: 1 } : null
  return { status, assignee, note, snoozeUntil, resolvedAt, resolvedBy, worse: { occurrences, subjects } }
}

/** All that detection decides, so that an unchanged finding is not written again. What people decide is not in it. */
function digestOf(decided: object): string {
  return createHash('sha256').update(toJson(decided)).digest('hex')
}

type FindingRow = ReturnType<typeof findingRow>

async function upsertFindings(tx: Transaction, rows: FindingRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    INSERT INTO finding AS f (application_id, finding_id, fingerprint, condition, cause, confidence, severity, status,
      subject_type, subject_id, subject_detail, environment, first_seen_at, last_seen_at, occurrences, episodes, summary,
      rejected_causes, regressed, resolved_at, resolved_by, digest)
    SELECT application_id, finding_id, fingerprint, condition, cause, confidence, severity, status,
      subject_type, subject_id, subject_detail, environment, first_seen_at, last_seen_at, occurrences, episodes, summary,
      rejected_causes, regressed, resolved_at, resolved_by, digest
    FROM jsonb_to_recordset(${toJson(rows.map((row) => ({ ...row, before: null })))}::jsonb) AS t(application_id uuid,
      finding_id uuid, fingerprint text,
      condition text, cause text, confidence float8, severity text, status text, subject_type text, subject_id text,
      subject_detail jsonb, environment text, first_seen_at timestamptz, last_seen_at timestamptz, occurrences int,
      episodes jsonb, summary text, rejected_causes jsonb, regressed boolean, resolved_at timestamptz, resolved_by text,
      digest text)
    ON CONFLICT (application_id, fingerprint) DO UPDATE SET confidence = EXCLUDED.confidence, severity = EXCLUDED.severity,
      status = EXCLUDED.status, subject_detail = EXCLUDED.subject_detail, first_seen_at = EXCLUDED.first_seen_at,
      last_seen_at = EXCLUDED.last_seen_at, occurrences = EXCLUDED.occurrences, episodes = EXCLUDED.episodes,
      summary = EXCLUDED.summary, rejected_causes = EXCLUDED.rejected_causes, regressed = EXCLUDED.regressed,
      resolved_at = EXCLUDED.resolved_at, resolved_by = EXCLUDED.resolved_by, digest = EXCLUDED.digest,
      triage_revision = f.triage_revision + (f.status <> EXCLUDED.status)::int, revision = f.revision + 1,
      updated_at = now()`
  await replaceEvidence(tx, rows)
}

async function replaceEvidence(tx: Transaction, rows: FindingRow[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM finding_evidence e USING unnest(${rows.map((r) => r.application_id)}::uuid[],
      ${rows.map((r) => r.finding_id)}::uuid[]) AS t(application_id, finding_id)
    WHERE e.application_id = t.application_id AND e.finding_id = t.finding_id`
  const evidence = rows.flatMap((row) =>
    row.evidence.map((item, position) => ({
      application_id: row.application_id,
      finding_id: row.finding_id,
      position,
      ...item,
    })),
  )
  await tx.$executeRaw`
    INSERT INTO finding_evidence (application_id, finding_id, position, kind, at, summary, ref)
    SELECT application_id, finding_id, position, kind, at, summary, ref
    FROM jsonb_to_recordset(${toJson(evidence)}::jsonb) AS t(application_id uuid, finding_id uuid, position int, kind text,
      at timestamptz, summary text, ref jsonb)`
}

/** A finding that returns after its snooze, or worse than it waits for, forgets the snooze. */
async function endSnoozes(tx: Transaction, rows: FindingRow[]): Promise<void> {
  const ended = rows.filter(({ status, before }) => status === 'open' && before && isSnoozed(triageOf(before)))
  if (ended.length === 0) return
  await tx.$executeRaw`
    UPDATE finding f SET snooze_until = NULL, snooze_occurrences_from = NULL, snooze_occurrences_by = NULL,
      snooze_subjects_from = NULL, snooze_subjects_by = NULL
    FROM unnest(${ended.map((row) => row.application_id)}::uuid[], ${ended.map((row) => row.finding_id)}::uuid[])
      AS t(application_id, finding_id)
    WHERE f.application_id = t.application_id AND f.finding_id = t.finding_id`
}

interface Turn {
  applicationID: string
  findingID: string
  action: ActivityName
  from: string
  to: string
}

/** What evidence changed of the status of a finding that was there before; a new one speaks for itself. */
function turnOf({ before, status, application_id, finding_id }: FindingRow): Turn[] {
  if (!before || before.status === status) return []
  const action = status === 'open' ? 'regressed' : status
  return [{ applicationID: application_id, findingID: finding_id, action, from: before.status, to: status }]
}

function resolvedTurn({ applicationID, findingID, status }: StoredFinding): Turn {
  return { applicationID, findingID, action: 'resolved', from: status, to: 'resolved' }
}

async function tellTurns(tx: Transaction, turns: Turn[], now: Date): Promise<void> {
  const activities = turns.map(({ from, to, ...turn }) => ({
    ...turn,
    actor: 'detection',
    change: { status: { from, to } },
    note: null,
    mentions: [],
    jobID: null,
  }))
  await insertActivities(tx, activities, now)
}

/**
 * A later arrival showed that these never held in event time. What nobody touched goes, as if the history had arrived
 * in order; what somebody worked on is resolved and stays. Answers those that were resolved.
 */
async function withdrawFindings(tx: Transaction, rows: StoredFinding[], now: Date): Promise<StoredFinding[]> {
  const untouched = rows.filter((row) => !row.isTouched).map((row) => row.findingID)
  const touched = rows.filter((row) => row.isTouched && row.status !== 'resolved')
  const applicationIDs = [...new Set(rows.map((row) => row.applicationID))]
  if (untouched.length > 0) {
    const where = { applicationID: { in: applicationIDs }, findingID: { in: untouched } }
    await tx.findingEvidence.deleteMany({ where })
    await tx.findingActivity.deleteMany({ where })
    await tx.finding.deleteMany({ where })
  }
  if (touched.length > 0) {
    await tx.finding.updateMany({
      where: { applicationID: { in: applicationIDs }, findingID: { in: touched.map((row) => row.findingID) } },
      data: {
        status: 'resolved',
        resolvedBy: EVIDENCE,
        resolvedAt: now,
        revision: { increment: 1 },
        triageRevision: { increment: 1 },
      },
    })
  }
  return touched
}
