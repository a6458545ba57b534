import { DeskError } from '@/lib/errors'

/** What two people may change at once, as it is now. */
export interface Revised {
  revision: number
  /** Null: nobody has changed it. */
  updatedBy: string | null
  updatedAt: Date | null
  /** What a reader may see of it. */
  now: Record<string, unknown>
}

/** Tells the later of two people who was quicker and how it is now. Throws PRECONDITION_FAILED; null asks for nothing. */
export function checkRevision(what: string, ifMatch: number | null, { now, ...stamp }: Revised): void {
  if (ifMatch === null || ifMatch === stamp.revision) return
  const { revision, updatedBy, updatedAt } = stamp
  throw new DeskError(
    'PRECONDITION_FAILED',
    `${updatedBy ?? 'Somebody'} has changed the ${what} since: read it again.`,
    { revision, updatedBy, updatedAt, now },
  )
}
