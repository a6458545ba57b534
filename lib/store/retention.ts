import { z } from 'zod'
import type { SettingKey } from '@/lib/domain/settings'
import { listApplications, NIL_APPLICATION } from './applications'
import { dropAuditMonths } from './audit-retention'
import { db } from './client'
import { Prisma } from './generated/client'
import { deleteBorrowers, deleteJourneys, JOURNEYS_AT_ONCE } from './journey-retention'
import { dropDaysBefore, type PartitionedTable } from './partitions'
import { loadSettings } from './settings'
import { deleteSessionsBefore } from './user-sessions'

const DAY_MS = 86_400_000
/** Rows a statement: so small that nobody waits for its locks. */
const CHUNK = 10_000
/** An ID is known for a day longer than what it names: until then that could be sent again. */
const RESENT_MS = DAY_MS

type RetentionKey = Extract<SettingKey, `retention.${string}`>

/** What was removed, by table. */
export type Removed = Record<string, number>

/**
 * Removes what is older than its retention: whole days where every application agrees, single rows where one keeps its
 * data shorter than the others.
 */
export async function removeExpired(now: Date): Promise<Removed> {
  const calls = await expiryOf('retention.calls.days', now)
  const deliveries = await expiryOf('retention.deliveries.days', now)
  const rollups = await expiryOf('retention.rollups.days', now)
  const findings = await expiryOf('retention.findings.days', now)
  const journeys = await expiryOf('retention.journeys.days', now)
  const audit = await expiryOf('retention.audit.days', now)
  return {
    api_call: await removeDays('api_call', calls),
    api_call_dedup: await eachApplication(calls, olderThan('api_call_dedup', 'occurred_at', RESENT_MS)),
    webhook_delivery: await removeDays('webhook_delivery', deliveries),
    delivery_rework: await eachApplication(deliveries, olderThan('delivery_rework', 'received_at')),
    delivery_dedup: await eachApplication(deliveries, olderThan('delivery_dedup', 'first_at', RESENT_MS)),
    refused_update: await eachApplication(deliveries, olderThan('refused_update', 'received_at')),
    refused_noise: await eachApplication(deliveries, olderThan('refused_noise', 'minute')),
    known_source: await eachApplication(deliveries, olderThan('known_source', 'last_at')),
    delivery_group: await eachApplication(deliveries, deleteGroups),
    call_rollup: await eachApplication(rollups, olderThan('call_rollup', 'bucket_at')),
    rollup_name: await deleteIdleNames(new Date(now.getTime() - 30 * DAY_MS)),
    finding: await eachApplication(findings, deleteFindings),
    incident: await eachApplication(findings, deleteIncidents),
    learned_threshold: await eachApplication(findings, deleteLearned),
    journey: await eachApplication(journeys, deleteJourneys, JOURNEYS_AT_ONCE),
    borrower: await eachApplication(journeys, deleteBorrowers, JOURNEYS_AT_ONCE),
    user_session: await deleteSessionsBefore(new Date(now.getTime() - 30 * DAY_MS)),
    bulk_job: await deleteJobs(findings.everyone),
    audit_entry: await dropAuditMonths(audit.everyone, now),
  }
}

interface Expiry {
  /** What is older has expired for every application. */
  all: Date
  /** By the settings for all applications; holds for rows of no application. */
  everyone: Date
  own: { applicationID: string; before: Date }[]
}

async function expiryOf(key: RetentionKey, now: Date): Promise<Expiry> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS)
  const everyone = before((await loadSettings())[key])
  const own: Expiry['own'] = [{ applicationID: NIL_APPLICATION, before: everyone }]
  for (const { applicationID } of await listApplications()) {
    own.push({ applicationID, before: before((await loadSettings(applicationID))[key]) })
  }
  return { all: new Date(Math.min(...own.map((item) => item.before.getTime()))), everyone, own }
}

async function removeDays(table: PartitionedTable, expiry: Expiry): Promise<number> {
  const dropped = await dropDaysBefore(table, expiry.all)
  const shorter = { ...expiry, own: expiry.own.filter(({ before }) => before > expiry.all) }
  return dropped + (await eachApplication(shorter, table === 'api_call' ? deleteCalls : deleteDeliveries))
}

type Delete = (applicationID: string, before: Date) => Promise<number>

async function eachApplication(expiry: Expiry, remove: Delete, chunk = CHUNK): Promise<number> {
  let removed = 0
  for (const { applicationID, before } of expiry.own) {
    removed += await inChunks(() => remove(applicationID, before), chunk)
  }
  return removed
}

async function inChunks(remove: () => Promise<number>, chunk = CHUNK): Promise<number> {
  let removed = 0
  for (;;) {
    const count = await remove()
    removed += count
    if (count < chunk) return removed
  }
}

/** Within the days that others keep; a key's first column names the application. */
const deleteCalls: Delete = (applicationID, before) => db().$executeRaw`
  DELETE FROM api_call WHERE application_id = ${applicationID}::uuid AND occurred_at < ${before} AND (occurred_at, call_id) IN (
    SELECT occurred_at, call_id FROM api_call
    WHERE application_id = ${applicationID}::uuid AND occurred_at < ${before} LIMIT ${CHUNK})`

const deleteDeliveries: Delete = (applicationID, before) => db().$executeRaw`
  DELETE FROM webhook_delivery WHERE application_id = ${applicationID}::uuid AND received_at < ${before} AND id IN (
    SELECT id FROM webhook_delivery
    WHERE application_id = ${applicationID}::uuid AND received_at < ${before} LIMIT ${CHUNK})`

/** Single rows of a table that is not made of days. Both names are ours, never a reader's. */
function olderThan(table: string, column: string, longerMs = 0): Delete {
  const [rows, at] = [Prisma.raw(table), Prisma.raw(column)]
  return (applicationID, before) => db().$executeRaw`
    DELETE FROM ${rows} WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM ${rows} WHERE application_id = ${applicationID}::uuid
        AND ${at} < ${new Date(before.getTime() - longerMs)} LIMIT ${CHUNK}))`
}

const deletedSchema = z.array(z.object({ removed: z.number() }))

/** Those that ended, with their journeys. An open one still waits for a delivery that verifies. */
const deleteGroups: Delete = async (applicationID, before) => {
  const rows = await db().$queryRaw`
    WITH gone AS (
      DELETE FROM delivery_group WHERE application_id = ${applicationID}::uuid AND group_id IN (
        SELECT group_id FROM delivery_group
        WHERE application_id = ${applicationID}::uuid AND last_at < ${before} AND NOT open LIMIT ${CHUNK})
      RETURNING application_id, group_id
    ), journeys AS (
      DELETE FROM delivery_group_journey j USING gone
      WHERE j.application_id = gone.application_id AND j.group_id = gone.group_id
    )
    SELECT count(*)::int AS removed FROM gone`
  return deletedSchema.parse(rows)[0]?.removed ?? 0
}

/** Resolved ones only, with their evidence. */
const deleteFindings: Delete = async (applicationID, before) => {
  const rows = await db().$queryRaw`
    WITH gone AS (
      DELETE FROM finding WHERE application_id = ${applicationID}::uuid AND finding_id IN (
        SELECT finding_id FROM finding WHERE application_id = ${applicationID}::uuid AND status = 'resolved'
          AND last_seen_at < ${before} LIMIT ${CHUNK})
      RETURNING application_id, finding_id
    ), evidence AS (
      DELETE FROM finding_evidence e USING gone
      WHERE e.application_id = gone.application_id AND e.finding_id = gone.finding_id
    ), activity AS (
      DELETE FROM finding_activity a USING gone
      WHERE a.application_id = gone.application_id AND a.finding_id = gone.finding_id
    )
    SELECT count(*)::int AS removed FROM gone`
  return deletedSchema.parse(rows)[0]?.removed ?? 0
}

const deleteIncidents: Delete = async (applicationID, before) => {
  const rows = await db().$queryRaw`
    WITH gone AS (
      DELETE FROM incident WHERE application_id = ${applicationID}::uuid AND incident_id IN (
        SELECT incident_id FROM incident WHERE application_id = ${applicationID}::uuid AND status = 'resolved'
          AND to_at < ${before} LIMIT ${CHUNK})
      RETURNING application_id, incident_id
    ), findings AS (
      DELETE FROM incident_finding l USING gone
      WHERE l.application_id = gone.application_id AND l.incident_id = gone.incident_id
    ), journeys AS (
      DELETE FROM incident_journey l USING gone
      WHERE l.application_id = gone.application_id AND l.incident_id = gone.incident_id
    )
    SELECT count(*)::int AS removed FROM gone`
  return deletedSchema.parse(rows)[0]?.removed ?? 0
}

/** But for the one of each status and lender that was in force then: younger waits began under it. */
const deleteLearned: Delete = (applicationID, before) => db().$executeRaw`
  DELETE FROM learned_threshold WHERE ctid = ANY(ARRAY(
    SELECT l.ctid FROM learned_threshold l WHERE l.application_id = ${applicationID}::uuid AND EXISTS (
      SELECT FROM learned_threshold newer WHERE newer.application_id = l.application_id AND newer.status = l.status
        AND newer.lender = l.lender AND newer.effective_at > l.effective_at AND newer.effective_at < ${before})
    LIMIT ${CHUNK}))`

/** A few at a time: each takes its rows along. */
function deleteJobs(before: Date): Promise<number> {
  return db().$executeRaw`
    WITH gone AS (SELECT job_id FROM bulk_job WHERE finished_at < ${before} ORDER BY created_at LIMIT 20), rows AS (
      DELETE FROM bulk_job_row r USING gone WHERE r.job_id = gone.job_id
    )
    DELETE FROM bulk_job b USING gone WHERE b.job_id = gone.job_id`
}

/** Names that no rollup of late uses make room for others. */
function deleteIdleNames(since: Date): Promise<number> {
  return db().$executeRaw`
    DELETE FROM rollup_name n WHERE n.first_at < ${since} AND NOT EXISTS (
      SELECT 1 FROM call_rollup r WHERE r.application_id = n.application_id AND r.step_minutes = 60
        AND r.bucket_at >= ${since}
        AND n.name = CASE n.kind WHEN 'caller' THEN r.caller WHEN 'route' THEN r.route ELSE r.error_code END)`
}
