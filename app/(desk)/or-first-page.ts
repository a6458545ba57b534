import { redirect } from 'next/navigation'
import { DeskError } from '@/lib/errors'

/** A cursor that is cut short or out of date leads to the first page, not to an error. */
export async function orFirstPage<T>(reading: Promise<T>, cursor: string | null, first: string): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (cursor && error instanceof DeskError && error.code === 'BAD_REQUEST') redirect(first)
    throw error
  }
}
