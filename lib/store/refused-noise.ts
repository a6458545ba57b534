import { z } from 'zod'
import { db } from './client'
import { keyedHash } from './crypto'

/**
 * Counts one refused delivery of a source against its minute and tells whether it is still to be kept whole.
 * Beyond `keptPerMinute` it is only counted, so that forged requests leave bounded rows.
 */
export async function countRefused(refused: {
  applicationID: string
  peer: string
  at: Date
  keptPerMinute: number
}): Promise<boolean> {
  const source = keyedHash('source', refused.peer).toString('hex').slice(0, 16)
  const minute = new Date(Math.floor(refused.at.getTime() / 60_000) * 60_000)
  const rows = await db().$queryRaw`
    INSERT INTO refused_noise AS n (application_id, source, minute, kept, counted)
    VALUES (${refused.applicationID}::uuid, ${source}, ${minute}, 1, 1)
    ON CONFLICT (application_id, source, minute) DO UPDATE SET counted = n.counted + 1,
      kept = least(n.kept + 1, ${refused.keptPerMinute}::int)
    RETURNING counted`
  const counted = z.array(z.object({ counted: z.number() })).parse(rows)[0]?.counted ?? 0
  return counted <= refused.keptPerMinute
}
