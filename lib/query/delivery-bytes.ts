import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { byteRows, textSegments, type ByteRow, type Segment } from '@/lib/domain/byte-rows'
import type { ForensicDiff } from '@/lib/domain/delivery'
import { hiddenBytes } from '@/lib/domain/sensitive-bytes'
import { DeskError } from '@/lib/errors'
import { DeliveryParamsSchema, readDelivery } from '@/lib/query/delivery'
import { applicationID } from '@/lib/query/inputs'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { loadDeliveryBytes } from '@/lib/store/delivery-detail-read'

/** The bytes of a delivery as an engineer may see them: personal data is masked here and nowhere later. */

export interface BytesPart {
  from: number
  /** Of the first byte that is not in this part; null at the end. */
  next: number | null
  size: number
  hiddenCount: number
  rows: ByteRow[]
  text: Segment[]
}

export interface DiffSide {
  rows: ByteRow[]
  length: number
}

export interface ShownDiff {
  offset: number
  arrived: DiffSide
  signed: DiffSide
}

const PART_MAX = 16_384
export const FIRST_PART = 2_048

export const BytesQuerySchema = z.object({
  applicationID: applicationID.optional(),
  from: z.coerce
    .number({ error: 'must be a whole number of bytes' })
    .int({ error: 'must be a whole number of bytes' })
    .min(0, { error: 'must not be negative' })
    .default(0),
})
export { DeliveryParamsSchema }

/** A further part of the bytes, masked. Engineers and admins. Throws NOT_FOUND where they were not kept. */
export async function readDeliveryBytes(
  principal: Principal,
  id: { deliveryID: string; applicationID?: string | undefined; from: number },
): Promise<BytesPart> {
  authorise(principal, 'bytes', id.applicationID)
  const delivery = await readDelivery(principal, id)
  const bytes = await loadDeliveryBytes(delivery.applicationID ?? NIL_APPLICATION, delivery.id)
  if (!bytes) throw new DeskError('NOT_FOUND', 'The bytes of this delivery were not kept.')
  return bytesPart(bytes, hiddenBytes(bytes), id.from, PART_MAX)
}

export function bytesPart(bytes: Uint8Array, hidden: Uint8Array, from: number, length: number): BytesPart {
  const start = Math.min(from, bytes.byteLength)
  const end = Math.min(start + length, bytes.byteLength)
  const part = bytes.subarray(start, end)
  const flags = hidden.subarray(start, end)
  return {
    from: start,
    next: end < bytes.byteLength ? end : null,
    size: bytes.byteLength,
    hiddenCount: flags.reduce((sum, flag) => sum + flag, 0),
    rows: byteRows(part, { from: start, hidden: flags }),
    text: textSegments(part, flags),
  }
}

/** Bytes before the excerpt that tell whether its beginning is within a personal field. */
const CONTEXT = 2_048

/** Both byte strings around their first difference, masked. `body` is what arrived, whole. */
export function shownDiff(diff: ForensicDiff, body: Uint8Array): ShownDiff {
  const { offset, from } = diff
  const arrived = Buffer.from(diff.arrived, 'base64')
  const signed = Buffer.from(diff.signed, 'base64')
  const before = body.subarray(Math.max(0, from - CONTEXT), from)
  const inContext = (excerpt: Uint8Array, length: number) => {
    const hidden = hiddenBytes(Buffer.concat([before, excerpt])).slice(before.byteLength)
    return from + excerpt.byteLength < length ? hideCutEnd(excerpt, hidden) : hidden
  }
  const side = (excerpt: Buffer, length: number): DiffSide => ({
    rows: byteRows(excerpt, { from, hidden: inContext(excerpt, length), mark: offset }),
    length,
  })
  return { offset, arrived: side(arrived, diff.arrivedLength), signed: side(signed, diff.signedLength) }
}

/** What may be the beginning of a number or an address cannot be told from its first characters. */
function hideCutEnd(excerpt: Uint8Array, hidden: Uint8Array): Uint8Array {
  const last = Buffer.from(excerpt).toString('latin1')
  const cut = /[\w.@+%-]{4,}$/.exec(last)
  if (cut) hidden.fill(1, cut.index)
  return hidden
}
