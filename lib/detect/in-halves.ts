import { isDatabaseUnavailable } from '@/lib/unavailable'

/**
 * Does up to `limit` of what waits. Where that fails, in halves, until the one that fails is alone: it is put off and the
 * others are done. A database that is away is nobody's fault and is thrown on.
 */
export async function inHalves(
  take: (limit: number) => Promise<number>,
  putOff: (error: unknown) => Promise<void>,
  limit: number,
): Promise<number> {
  try {
    return await take(limit)
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error
    if (limit > 1) {
      const half = Math.ceil(limit / 2)
      return (await inHalves(take, putOff, half)) + (await inHalves(take, putOff, limit - half))
    }
    await putOff(error)
    return 1
  }
}
