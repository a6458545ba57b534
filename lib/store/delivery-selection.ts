import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import { isQuarantined, isRefused } from '@/lib/domain/delivery'
import { VERDICTS } from '@/lib/domain/vocabulary'
import { db } from './client'
import { decrypt } from './crypto'
import { applications, deliveryConditions, FAILED, type DeliveryFilter } from './deliveries-read'
import { Prisma } from './generated/client'

/** Deliveries that may be verified again or applied, by a filter or by their own IDs. */
export type ReworkSelection = { filter: DeliveryFilter } | { ids: string[]; scope: ApplicationScope }

/** Verdicts that a later look may overcome. */
const VERDICTS_LATER = VERDICTS.filter((verdict) => isRefused(verdict) || isQuarantined(verdict))
const REWORKABLE = Prisma.sql`source <> 'platform' AND body_ciphertext IS NOT NULL AND ${FAILED}
  AND processing NOT IN ('applied', 'skipped') AND verdict IN (${Prisma.join(VERDICTS_LATER)})`

const refs = z.array(z.object({ applicationID: z.string(), id: z.string(), verdict: z.string() }))
export type SelectedDelivery = z.infer<typeof refs>[number]

/** At most `limit`, each application's by `sequence`, so that older updates are applied before newer ones. */
export async function selectReworkable(selection: ReworkSelection, limit: number): Promise<SelectedDelivery[]> {
  const { scope, fits } =
    'filter' in selection
      ? {
          scope: applications(selection.filter.scope, selection.filter.environment),
          fits: deliveryConditions(selection.filter),
        }
      : {
          scope: applications(selection.scope),
          fits: Prisma.sql`id IN (${Prisma.join(selection.ids.map((id) => Prisma.sql`${id}::uuid`))})`,
        }
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT application_id AS "applicationID", id, verdict FROM webhook_delivery
    WHERE application_id IN (SELECT application_id FROM (${scope}) a) AND ${fits} AND ${REWORKABLE}
    ORDER BY application_id, sequence NULLS LAST, received_at, id LIMIT ${limit}`)
  return refs.parse(rows)
}

const bodies = z.array(
  z.object({
    applicationID: z.string(),
    verdict: z.string(),
    receivedAt: z.date(),
    headers: z.record(z.string(), z.string()).catch({}),
    ciphertext: z.instanceof(Uint8Array),
    keyID: z.string(),
    computedSignature: z.string().nullable(),
  }),
)

/** With their bytes in the clear: a few at a time. */
export async function loadSelected(selected: SelectedDelivery[]) {
  const rows = await db().$queryRaw`
    SELECT application_id AS "applicationID", verdict, received_at AS "receivedAt", headers, body_ciphertext AS ciphertext,
      body_key_id AS "keyID", computed_signature AS "computedSignature"
    FROM webhook_delivery
    WHERE id = ANY(${selected.map(({ id }) => id)}::uuid[])
      AND application_id = ANY(${[...new Set(selected.map(({ applicationID }) => applicationID))]}::uuid[])
      AND body_ciphertext IS NOT NULL AND body_key_id IS NOT NULL`
  return bodies.parse(rows).map(({ ciphertext, keyID, ...row }) => ({ ...row, body: decrypt(ciphertext, keyID) }))
}
