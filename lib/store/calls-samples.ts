import { z } from 'zod'
import { NO_ANSWER_KEY } from '@/lib/domain/call-outcome'
import { freshReader } from '@/lib/store/replica'
import { Prisma } from '@/lib/store/generated/client'
import { CALL_FAILED, type CallWindow, type ErrorGroupRow } from '@/lib/store/calls-read'

const sampleRow = z.object({
  callID: z.string(),
  occurredAt: z.date(),
  durationMs: z.number().nullable(),
  method: z.string(),
  path: z.string(),
  status: z.number(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  errorField: z.string().nullable(),
  requestID: z.string().nullable(),
  journeyID: z.string().nullable(),
  borrowerExternalID: z.string().nullable(),
})
export type CallSampleRow = z.infer<typeof sampleRow>

/** The newest calls of one group of errors. */
export async function readSampleCalls(
  group: Pick<ErrorGroupRow, 'applicationID' | 'caller' | 'route' | 'code' | 'status'>,
  window: CallWindow,
  limit: number,
): Promise<CallSampleRow[]> {
  const plain = group.code === NO_ANSWER_KEY || group.code === `HTTP_${group.status}`
  const code = plain
    ? Prisma.sql`coalesce(error_code, '') IN ('', ${group.code})`
    : Prisma.sql`error_code = ${group.code}`
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT call_id AS "callID", occurred_at AS "occurredAt", duration_ms::float8 AS "durationMs", method, path, status,
           error_code AS "errorCode", error_message AS "errorMessage", error_field AS "errorField",
           request_id AS "requestID", journey_id AS "journeyID", borrower_external_id AS "borrowerExternalID"
      FROM api_call
     WHERE application_id = ${group.applicationID}::uuid AND caller = ${group.caller} AND route = ${group.route}
       AND status = ${group.status} AND ${CALL_FAILED} AND ${code} AND occurred_at >= ${window.from} AND occurred_at < ${window.to}
     ORDER BY occurred_at DESC LIMIT ${limit}`)
  return z.array(sampleRow).parse(rows)
}
