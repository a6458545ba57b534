import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { DerivedIncident } from '@/lib/domain/incident'
import { toJson } from './journey-json'
import type { Transaction } from './transaction'

const storedSchema = z.array(
  z.object({
    incidentID: z.string(),
    kind: z.string(),
    subject: z.string(),
    status: z.string(),
    fromAt: z.date(),
    toAt: z.date().nullable(),
    digest: z.string(),
  }),
)
type StoredIncident = z.infer<typeof storedSchema>[number]

/**
 * Brings the stored incidents of an application to what its findings derive. One that covers the time of a stored one of
 * the same kind and subject keeps its ID. What is not derived any more, and ended after `since`, is resolved.
 */
export async function saveIncidents(
  tx: Transaction,
  applicationID: string,
  derived: DerivedIncident[],
  since: Date,
): Promise<number> {
  const stored = await loadStored(tx, applicationID, since)
  const left = new Set(stored)
  const rows = derived
    .toSorted((a, b) => a.from.getTime() - b.from.getTime())
    .flatMap((incident) => {
      const before = [...left].find((row) => isSame(row, incident))
      if (before) left.delete(before)
      const digest = digestOf(incident)
      return before?.digest === digest ? [] : [{ ...incident, digest, incidentID: before?.incidentID ?? randomUUID() }]
    })
  await upsert(tx, applicationID, rows)
  const ended = await resolveOthers(
    tx,
    applicationID,
    [...left].filter(({ status }) => status === 'open'),
  )
  return rows.length + ended
}

async function loadStored(tx: Transaction, applicationID: string, since: Date): Promise<StoredIncident[]> {
  const rows = await tx.$queryRaw`
    SELECT incident_id::text AS "incidentID", kind, subject, status, from_at AS "fromAt", to_at AS "toAt", digest
    FROM incident WHERE application_id = ${applicationID}::uuid AND (status = 'open' OR to_at >= ${since})
    ORDER BY status, from_at, incident_id`
  return storedSchema.parse(rows)
}

function isSame(row: StoredIncident, { kind, subject, from, to }: DerivedIncident): boolean {
  return (
    row.kind === kind &&
    row.subject === subject &&
    (to === null || row.fromAt <= to) &&
    (row.toAt === null || from <= row.toAt)
  )
}

function digestOf(incident: DerivedIncident): string {
  return createHash('sha256').update(toJson(incident)).digest('hex')
}

type Row = DerivedIncident & { incidentID: string; digest: string }

async function upsert(tx: Transaction, applicationID: string, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  const plain = rows.map(({ causes: _causes, effects: _effects, journeyIDs: _journeyIDs, ...row }) => ({
    ...row,
    status: row.to === null ? 'open' : 'resolved',
  }))
  await tx.$executeRaw`
    INSERT INTO incident (application_id, incident_id, kind, subject, status, from_at, to_at, last_at, condition, cause,
      summary, reasons, digest)
    SELECT ${applicationID}::uuid, "incidentID", kind, subject, status, "from", "to", "lastAt", condition, cause, summary,
      reasons, digest
    FROM jsonb_to_recordset(${toJson(plain)}::jsonb) AS t("incidentID" uuid, kind text, subject text, status text,
      "from" timestamptz, "to" timestamptz, "lastAt" timestamptz, condition text, cause text, summary text,
      reasons text[], digest text)
    ON CONFLICT (application_id, incident_id) DO UPDATE SET status = EXCLUDED.status, from_at = EXCLUDED.from_at,
      to_at = EXCLUDED.to_at, last_at = EXCLUDED.last_at, condition = EXCLUDED.condition, cause = EXCLUDED.cause,
      summary = EXCLUDED.summary, reasons = EXCLUDED.reasons, digest = EXCLUDED.digest, updated_at = now()`
  await replaceLinks(tx, applicationID, rows)
}

async function replaceLinks(tx: Transaction, applicationID: string, rows: Row[]): Promise<void> {
  const ids = rows.map(({ incidentID }) => incidentID)
  const findings = rows.flatMap(({ incidentID, causes, effects }) => [
    ...causes.map((findingID) => ({ incidentID, findingID, role: 'cause' })),
    ...effects.map((findingID) => ({ incidentID, findingID, role: 'effect' })),
  ])
  await tx.$executeRaw`
    DELETE FROM incident_finding WHERE application_id = ${applicationID}::uuid AND incident_id = ANY(${ids}::uuid[])`
  await tx.$executeRaw`
    DELETE FROM incident_journey WHERE application_id = ${applicationID}::uuid AND incident_id = ANY(${ids}::uuid[])`
  await tx.$executeRaw`
    INSERT INTO incident_finding (application_id, incident_id, finding_id, role)
    SELECT ${applicationID}::uuid, * FROM unnest(${findings.map((row) => row.incidentID)}::uuid[],
      ${findings.map((row) => row.findingID)}::uuid[], ${findings.map((row) => row.role)}::text[])`
  const journeys = rows.flatMap(({ incidentID, journeyIDs }) =>
    journeyIDs.map((journeyID) => ({ incidentID, journeyID })),
  )
  await tx.$executeRaw`
    INSERT INTO incident_journey (application_id, incident_id, journey_id)
    SELECT ${applicationID}::uuid, * FROM unnest(${journeys.map((row) => row.incidentID)}::uuid[],
      ${journeys.map((row) => row.journeyID)}::text[])`
}

/** Later arrivals showed that these never were, or that nothing of them is left. */
function resolveOthers(tx: Transaction, applicationID: string, rows: StoredIncident[]): Promise<number> {
  if (rows.length === 0) return Promise.resolve(0)
  return tx.$executeRaw`
    UPDATE incident SET status = 'resolved', to_at = last_at, digest = '', updated_at = now()
    WHERE application_id = ${applicationID}::uuid AND incident_id = ANY(${rows.map((row) => row.incidentID)}::uuid[])`
}
