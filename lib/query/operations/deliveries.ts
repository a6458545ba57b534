import { z } from 'zod'
import { ReworkSchema, RevealDeliverySchema } from '@/lib/domain/delivery-filter'
import { PastedDeliverySchema } from '@/lib/domain/pasted-delivery'
import { DeliveriesQuerySchema } from '@/lib/query/deliveries'
import { DeliveryParamsSchema } from '@/lib/query/delivery'
import { BytesQuerySchema } from '@/lib/query/delivery-bytes'
import { DetailQuerySchema } from '@/lib/query/inputs'
import { DeliverySchema } from '@/lib/query/schemas'
import { pageOf, type Operation } from './operation'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })
const segment = z.object({ kind: z.enum(['plain', 'hidden', 'differs', 'end']), text: z.string() })
const byteRow = z.object({ offset: z.int(), hex: z.array(segment), text: z.array(segment) }).meta({ id: 'ByteRow' })
const diffSide = z.object({ rows: z.array(byteRow), length: z.int() })

const BytesPartSchema = z
  .object({
    from: z.int(),
    next: z.int().nullable().meta({ description: 'Pass it as from; null at the end.' }),
    size: z.int(),
    hiddenCount: z.int().meta({ description: 'Bytes of personal data, shown as dots.' }),
    rows: z.array(byteRow),
    text: z.array(segment),
  })
  .meta({ id: 'BytesPart' })

const RevealedSchema = z.object({ id: z.guid(), size: z.int(), base64: z.string() }).meta({ id: 'RevealedBytes' })

const ReworkAnswerSchema = z
  .union([
    z.object({
      dryRun: z.literal(true),
      total: z.int().meta({ description: 'Deliveries that would be looked at.' }),
      verdicts: z.record(z.string(), z.int()),
      checked: z.int().meta({ description: 'Of the first of them, how many were checked now.' }),
      holds: z.int().meta({ description: 'Of those, how many an active secret verifies.' }),
    }),
    z.object({ dryRun: z.literal(false), jobID: z.guid(), total: z.int() }),
  ])
  .meta({ id: 'ReworkAnswer' })

const DebuggedSchema = z
  .object({
    state: z.enum(['holds', 'fails', 'unchecked']),
    sentence: z.string(),
    cause: z.string().nullable(),
    confidence: z.number().nullable(),
    tried: z.array(z.string()),
    missing: z.string().nullable(),
    diff: z.object({ offset: z.int(), arrived: diffSide, signed: diffSide }).nullable(),
    size: z.int(),
    sha256: z.string(),
    signedAt: at.nullable(),
    digests: z.array(
      z.object({
        hint: z.string(),
        status: z.enum(['active', 'retired']),
        shown: z.string(),
        matches: z.enum(['signature', 'receiver']).nullable(),
      }),
    ),
  })
  .meta({ id: 'DebuggedSignature' })

const path = { deliveryID: '$DELIVERY_ID' }
/** What a job does to many deliveries, whichever. */
const rework = {
  description: 'A dry run only counts.',
  needs: 'engineer',
  body: ReworkSchema,
  answer: ReworkAnswerSchema,
  statuses: ['200', '202'],
  errors: ['404'],
  example: { body: { filter: { verdict: ['signature-mismatch'] }, dryRun: true } },
} satisfies Partial<Operation>

export const DELIVERY_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/deliveries',
    id: 'listDeliveries',
    summary: 'Webhook deliveries, the newest first.',
    needs: 'read',
    query: DeliveriesQuerySchema,
    answer: pageOf(DeliverySchema),
    example: { query: { verdict: 'signature-mismatch,header-mismatch', limit: '20' } },
  },
  {
    method: 'get',
    path: '/deliveries/{deliveryID}',
    id: 'readDelivery',
    summary: 'One delivery with its forensics.',
    description: 'By our own ID, or by the one that it was reported under.',
    needs: 'read',
    params: DeliveryParamsSchema,
    query: DetailQuerySchema,
    answer: DeliverySchema,
    errors: ['409'],
    tag: 'conditional',
    example: { path },
  },
  {
    method: 'get',
    path: '/deliveries/{deliveryID}/bytes',
    id: 'readDeliveryBytes',
    summary: 'What arrived, as hex and text, personal data masked.',
    needs: 'engineer',
    params: DeliveryParamsSchema,
    query: BytesQuerySchema,
    answer: BytesPartSchema,
    errors: ['409'],
    example: { path, query: { from: '0' } },
  },
  {
    method: 'post',
    path: '/deliveries/{deliveryID}/reveal',
    id: 'revealDelivery',
    summary: 'The exact bytes, unmasked, in base64.',
    description: 'Written into the audit log with the reason before they leave.',
    needs: 'engineer',
    params: DeliveryParamsSchema,
    query: DetailQuerySchema,
    body: RevealDeliverySchema,
    answer: RevealedSchema,
    example: { path, body: { reason: 'The platform asks for the bytes that it sent.' } },
  },
  {
    method: 'post',
    path: '/deliveries/reverify',
    id: 'reverifyDeliveries',
    summary: 'Verify deliveries again with the secrets of today, in a job.',
    ...rework,
  },
  {
    method: 'post',
    path: '/deliveries/reprocess',
    id: 'reprocessDeliveries',
    summary: 'Apply deliveries that were kept without effect, in a job.',
    ...rework,
  },
  {
    method: 'post',
    path: '/deliveries/debug',
    id: 'debugSignature',
    summary: 'Why a pasted signature fails.',
    description: 'Computed in memory: what is pasted is neither stored nor logged.',
    needs: 'engineer',
    body: PastedDeliverySchema,
    answer: DebuggedSchema,
    errors: ['404'],
    example: { body: { body: '{"a":1}', headers: 'x-al-timestamp: 1772729300', secret: 'not-a-real-secret' } },
  },
]
