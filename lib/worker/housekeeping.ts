import { signChainBeginning } from '@/lib/store/audit-checkpoints'
import { ensureAuditMonthsAhead } from '@/lib/store/audit-retention'
import { ensureDaysAhead } from '@/lib/store/partitions'
import { removeExpired } from '@/lib/store/retention'
import { log } from '@/lib/telemetry/log'

const PARTITION_DAYS_AHEAD = 7

/** Days of the partitioned tables made ahead, and what has outlived its retention removed. Safe in several workers at once. */
export async function keepHouse(now: Date): Promise<void> {
  await ensureDaysAhead(now, PARTITION_DAYS_AHEAD)
  await ensureAuditMonthsAhead(now)
  await signChainBeginning(now)
  const removed = await removeExpired(now)
  const told = Object.entries(removed).filter(([, count]) => count > 0)
  if (told.length > 0) log().info({ removed: Object.fromEntries(told) }, 'what outlived its retention was removed')
}
