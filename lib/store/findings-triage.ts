import { applicationIDs } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import type { Transaction } from '@/lib/store/transaction'

/** What an operator may change, and what decides whether the change still fits. */
export interface TriageState {
  applicationID: string
  findingID: string
  status: string
  assignee: string | null
  snoozeUntil: Date | null
  note: string | null
  revision: number
}

const TRIAGE = {
  applicationID: true,
  findingID: true,
  status: true,
  assignee: true,
  snoozeUntil: true,
  note: true,
  revision: true,
} as const

export async function findTriageStates(
  findingID: string,
  applicationID: string | null,
  at: Transaction = db(),
): Promise<TriageState[]> {
  const ids = applicationID ? [applicationID] : await applicationIDs()
  return at.finding.findMany({ where: { findingID, applicationID: { in: ids } }, select: TRIAGE })
}

export interface TriageChange {
  status?: string | undefined
  assignee?: string | null | undefined
  snoozeUntil?: Date | null | undefined
  note?: string | null | undefined
  resolvedAt?: Date | null | undefined
  resolvedBy?: string | null | undefined
}

/** False where the row is not at `state.revision` any more; then nothing was changed. */
export async function changeTriageState(
  state: TriageState,
  change: TriageChange,
  now: Date,
  at: Transaction = db(),
): Promise<boolean> {
  const { applicationID, findingID, revision } = state
  const { count } = await at.finding.updateMany({
    where: { applicationID, findingID, revision },
    data: { ...change, updatedAt: now, revision: { increment: 1 } },
  })
  return count === 1
}

/** Snoozes that ran out by `now` end: their findings are open again. Answers how many. */
export async function wakeSnoozedFindings(now: Date): Promise<number> {
  const { count } = await db().finding.updateMany({
    where: { status: 'snoozed', snoozeUntil: { lte: now } },
    data: { status: 'open', snoozeUntil: null, updatedAt: now, revision: { increment: 1 } },
  })
  return count
}
