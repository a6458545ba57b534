import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { DeskError } from '@/lib/errors'
import type { BorrowerProfile } from '@/lib/domain/snapshot'
import { openProfile } from './borrower-profiles'
import { db } from './client'
import type { Transaction } from './transaction'

export interface BorrowerRef {
  applicationID: string
  borrowerExternalID: string
}

const LOOK_EVERY_MS = 50
const WAIT_MAX_MS = 20_000

/** Whether anything that is kept speaks of this borrower; an erased one is still known. */
export async function isBorrowerKnown({ applicationID, borrowerExternalID }: BorrowerRef): Promise<boolean> {
  const where = { applicationID, borrowerExternalID }
  const [borrower, journey] = await Promise.all([
    db().borrower.findFirst({ where, select: { applicationID: true } }),
    db().journey.findFirst({ where, select: { applicationID: true } }),
  ])
  return borrower !== null || journey !== null
}

/** What is known of the borrower, in the clear; empty where nothing is. */
export async function readProfile(where: BorrowerRef, at: Transaction = db()): Promise<BorrowerProfile> {
  const row = await at.borrower.findFirst({ where, select: { profileCiphertext: true, profileKeyID: true } })
  return row?.profileCiphertext && row.profileKeyID ? openProfile(row.profileCiphertext, row.profileKeyID) : {}
}

/**
 * Drops the profile with its hashes and keeps the row as a sign: from then on every writer leaves out what tells of this
 * borrower. Returns once no transaction runs that began before and may not have seen it.
 */
export async function markErased(ref: BorrowerRef, now: Date): Promise<void> {
  const { applicationID, borrowerExternalID } = ref
  await db().$executeRaw`
    INSERT INTO borrower AS b (application_id, borrower_external_id, erased_at)
    VALUES (${applicationID}::uuid, ${borrowerExternalID}, ${now})
    ON CONFLICT (application_id, borrower_external_id) DO UPDATE SET
      erased_at = coalesce(b.erased_at, EXCLUDED.erased_at), profile_ciphertext = NULL, profile_key_id = NULL,
      mobile_hash = NULL, pan_hash = NULL, requested_amount = NULL, updated_at = ${now}`
  await olderTransactions()
}

const TIME_SCHEMA = z.array(z.object({ at: z.string() }))
const COUNT_SCHEMA = z.array(z.object({ running: z.number() }))

/** Throws UNAVAILABLE where one of them does not end. */
async function olderTransactions(): Promise<void> {
  const [marked] = TIME_SCHEMA.parse(await db().$queryRaw`SELECT clock_timestamp()::text AS at`)
  for (let waited = 0; waited < WAIT_MAX_MS; waited += LOOK_EVERY_MS) {
    const [found] = COUNT_SCHEMA.parse(
      await db().$queryRaw`
      SELECT count(*)::int AS running FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < ${marked?.at}::timestamptz`,
    )
    if (found?.running === 0) return
    await sleep(LOOK_EVERY_MS)
  }
  throw new DeskError(
    'UNAVAILABLE',
    'A transaction has been running for too long to be sure. Erase the borrower again.',
  )
}

/** The borrower's journeys, whatever their state. */
export async function journeysOfBorrower(where: BorrowerRef): Promise<string[]> {
  const rows = await db().journey.findMany({ where, select: { journeyID: true } })
  return rows.map(({ journeyID }) => journeyID)
}
