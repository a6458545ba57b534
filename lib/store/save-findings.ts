import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { FINDING_STATUSES, type FindingStatus, type SubjectType } from '@/lib/domain/conditions'
import type { DerivedFinding } from '@/lib/domain/finding'
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
): Promise<void> {
  const stored = await loadStored(tx, subjectType, subjects)
  const byName = new Map(stored.map((row) => [`${row.applicationID}|${row.fingerprint}`, row]))
  const rows = derived.flatMap((finding) => {
    const name = `${finding.applicationID}|${fingerprintOf(finding)}`
    const before = byName.get(name)
    byName.delete(name)
    const row = findingRow(finding, before)
    // A withdrawn finding that somebody worked on may hold again just as before: same digest, other status.
    return before?.digest === row.digest && before.status === row.status ? [] : [row]
  })
  await upsertFindings(tx, rows)
  await withdrawFindings(tx, [...byName.values()])
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
      (f.assignee IS NOT NULL OR f.note IS NOT NULL OR f.status IN ('acknowledged', 'snoozed')
        OR f.resolved_by IS DISTINCT FROM 'evidence' AND f.status = 'resolved') AS "isTouched",
      f.digest
    FROM finding f JOIN unnest(${subjects.map((s) => s.applicationID)}::uuid[], ${subjects.map((s) => s.subjectID)}::text[])
      AS wanted(application_id, subject_id) ON f.application_id = wanted.application_id
      AND f.subject_type = ${subjectType} AND f.subject_id = wanted.subject_id
    FOR UPDATE OF f`
  return storedSchema.parse(rows)
}

function findingRow(finding: DerivedFinding, before: StoredFinding | undefined) {
  const { episodes, evidence, ...plain } = finding
  const occurrences = episodes.length
  const holds = episodes.at(-1)?.to === null
  const status = nextStatus(before, holds, occurrences)
  const byHand = before?.status === 'resolved' && before.resolvedBy !== 'evidence' ? before : null
  const row = {
    application_id: plain.applicationID,
    finding_id: before?.findingID ?? randomUUID(),
    fingerprint: fingerprintOf(finding),
    condition: plain.condition,
    cause: plain.cause,
    confidence: plain.confidence,
    severity: plain.severity,
    status,
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
    regressed: holds && occurrences > 1,
    resolved_at: status === 'resolved' ? (byHand?.resolvedAt ?? episodes.at(-1)?.to ?? null) : null,
    resolved_by: status === 'resolved' ? (byHand?.resolvedBy ?? 'evidence') : null,
    evidence,
  }
  return { ...row, digest: digestOf(row) }
}

/** What somebody resolved by hand stays resolved until it returns; what was acknowledged or snoozed stays so while it holds. */
function nextStatus(before: StoredFinding | undefined, holds: boolean, occurrences: number): FindingStatus {
  if (!holds) return 'resolved'
  if (!before) return 'open'
  if (before.status !== 'resolved') return before.status
  const byHand = before.resolvedBy !== 'evidence'
  return byHand && occurrences <= before.occurrences ? 'resolved' : 'open'
}

/** All that detection decides, so that an unchanged finding is not written again. */
function digestOf(row: { finding_id: string }): string {
  return createHash('sha256')
    .update(toJson({ ...row, finding_id: null }))
    .digest('hex')
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
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t(application_id uuid, finding_id uuid, fingerprint text,
      condition text, cause text, confidence float8, severity text, status text, subject_type text, subject_id text,
      subject_detail jsonb, environment text, first_seen_at timestamptz, last_seen_at timestamptz, occurrences int,
      episodes jsonb, summary text, rejected_causes jsonb, regressed boolean, resolved_at timestamptz, resolved_by text,
      digest text)
    ON CONFLICT (application_id, fingerprint) DO UPDATE SET confidence = EXCLUDED.confidence, severity = EXCLUDED.severity,
      status = EXCLUDED.status, subject_detail = EXCLUDED.subject_detail, first_seen_at = EXCLUDED.first_seen_at,
      last_seen_at = EXCLUDED.last_seen_at, occurrences = EXCLUDED.occurrences, episodes = EXCLUDED.episodes,
      summary = EXCLUDED.summary, rejected_causes = EXCLUDED.rejected_causes, regressed = EXCLUDED.regressed,
      resolved_at = EXCLUDED.resolved_at, resolved_by = EXCLUDED.resolved_by, digest = EXCLUDED.digest,
      revision = f.revision + 1, updated_at = now()`
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

/**
 * A later arrival showed that these never held in event time. What nobody touched goes, as if the history had arrived
 * in order; what somebody worked on is resolved and stays.
 */
async function withdrawFindings(tx: Transaction, rows: StoredFinding[]): Promise<void> {
  const untouched = rows.filter((row) => !row.isTouched).map((row) => row.findingID)
  const touched = rows.filter((row) => row.isTouched && row.status !== 'resolved').map((row) => row.findingID)
  const applicationIDs = [...new Set(rows.map((row) => row.applicationID))]
  if (untouched.length > 0) {
    await tx.findingEvidence.deleteMany({
      where: { applicationID: { in: applicationIDs }, findingID: { in: untouched } },
    })
    await tx.finding.deleteMany({ where: { applicationID: { in: applicationIDs }, findingID: { in: untouched } } })
  }
  if (touched.length > 0) {
    await tx.finding.updateMany({
      where: { applicationID: { in: applicationIDs }, findingID: { in: touched } },
      data: { status: 'resolved', resolvedBy: 'evidence', resolvedAt: new Date(), revision: { increment: 1 } },
    })
  }
}
