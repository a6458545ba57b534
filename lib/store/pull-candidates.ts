import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import { FINAL_STATUSES } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import { enqueueDisproved } from '@/lib/store/detect-queue'
import { inScopeWhere } from '@/lib/store/within'

export interface PullCandidate {
  applicationID: string
  journeyID: string
  borrowerExternalID: string | null
  /** Version of the last pull that was applied. */
  pulledVersion: bigint | null
}

const rowsSchema = z.array(
  z.object({
    applicationID: z.string(),
    journeyID: z.string(),
    borrowerExternalID: z.string().nullable(),
    pulledVersion: z.bigint().nullable(),
  }),
)

/** Journeys that can still move and whose borrower is known, those first of which we have heard nothing for longest. */
export async function findPullCandidates(
  applicationID: string,
  limit: number,
  except: string[],
): Promise<PullCandidate[]> {
  const rows = await db().$queryRaw`
    SELECT application_id AS "applicationID", journey_id AS "journeyID",
      borrower_external_id AS "borrowerExternalID", pulled_version AS "pulledVersion"
    FROM journey
    WHERE application_id = ${applicationID}::uuid AND status <> ALL(${[...FINAL_STATUSES]}::text[])
      AND borrower_external_id IS NOT NULL AND journey_id <> ALL(${except}::text[])
    ORDER BY GREATEST(received_at, pulled_at), journey_id
    LIMIT ${limit}`
  return rowsSchema.parse(rows)
}

/** Every application's journey of that ID; one row where it is unique. */
export async function findJourneysByID(journeyID: string, scope: ApplicationScope): Promise<PullCandidate[]> {
  return db().journey.findMany({
    where: { journeyID, ...inScopeWhere(scope) },
    select: { applicationID: true, journeyID: true, borrowerExternalID: true, pulledVersion: true },
    orderBy: { applicationID: 'asc' },
    take: 20,
  })
}

/** We looked and found nothing new. */
export async function markPulled(applicationID: string, journeyID: string): Promise<void> {
  await db().journey.updateMany({ where: { applicationID, journeyID }, data: { pulledAt: new Date() } })
  await enqueueDisproved(db(), [{ applicationID, journeyID }])
}
