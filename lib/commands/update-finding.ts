import type { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { FindingChangeSchema, type FindingChange } from '@/lib/domain/finding-change'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { changeTriageState, findTriageStates, type TriageChange, type TriageState } from '@/lib/store/findings-triage'
import { inTransaction, type Transaction } from '@/lib/store/transaction'

const ATTEMPTS = 3

/**
 * Triage: changes one finding and writes it into the audit log. With `ifMatch` (a revision) the change happens only
 * at that revision. Throws NOT_FOUND, AMBIGUOUS, PRECONDITION_FAILED, CONFLICT, and BAD_REQUEST for a bad snooze.
 */
export async function updateFinding(
  principal: Principal,
  id: { findingID: string; applicationID?: string | undefined },
  input: FindingChange,
  ifMatch: number | null = null,
  now: Date = new Date(),
): Promise<{ findingID: string; applicationID: string; revision: number }> {
  authorise(principal, 'triage', id.applicationID)
  const scope = applicationScope(principal, id.applicationID ?? null)
  const change = parseInput(FindingChangeSchema, input)
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const state = await inTransaction(async (tx) => {
      const found = only(await findTriageStates(id.findingID, scope, tx))
      if (ifMatch !== null && found.revision !== ifMatch) throw outdated(found)
      const next = changeOf(found, change, actorName(principal), now)
      if (!(await changeTriageState(found, next, now, tx))) return null
      await audit(principal, found, next, tx)
      return found
    })
    if (state) {
      return { findingID: state.findingID, applicationID: state.applicationID, revision: state.revision + 1 }
    }
  }
  throw new DeskError('CONFLICT', 'The finding keeps changing: try again.')
}

/** What the row becomes. `snoozeUntil` alone snoozes; any other status ends a snooze. */
export function changeOf(
  state: Pick<TriageState, 'status' | 'snoozeUntil'>,
  change: z.output<typeof FindingChangeSchema>,
  actor: string,
  now: Date,
): TriageChange {
  const status = change.status ?? (change.snoozeUntil ? 'snoozed' : state.status)
  const wanted = change.snoozeUntil === undefined ? state.snoozeUntil : toDate(change.snoozeUntil)
  const next: TriageChange = { assignee: change.assignee, note: change.note }
  const speaksOfStatus = change.status !== undefined || change.snoozeUntil !== undefined
  if (!speaksOfStatus) return next
  if (status === 'snoozed' && (!wanted || wanted <= now)) {
    throw new DeskError('BAD_REQUEST', 'snoozeUntil: must be a time in the future when the status is snoozed')
  }
  if (status !== 'snoozed' && change.snoozeUntil) {
    throw new DeskError('BAD_REQUEST', `snoozeUntil: cannot be set when the status is ${status}`)
  }
  next.status = status
  next.snoozeUntil = status === 'snoozed' ? wanted : null
  if (status === 'resolved' && state.status === 'resolved') return next
  next.resolvedAt = status === 'resolved' ? now : null
  next.resolvedBy = status === 'resolved' ? actor : null
  return next
}

function toDate(instant: string | null): Date | null {
  return instant === null ? null : new Date(instant)
}

function only(states: TriageState[]): TriageState {
  const [state] = states
  if (!state) throw new DeskError('NOT_FOUND', 'There is no finding with this ID.')
  if (states.length === 1) return state
  throw new DeskError('AMBIGUOUS', 'Several applications hold this finding ID: add ?applicationID=.')
}

function outdated(state: TriageState): DeskError {
  return new DeskError('PRECONDITION_FAILED', 'The finding has changed since: read it again.', {
    revision: state.revision,
  })
}

async function audit(principal: Principal, state: TriageState, next: TriageChange, tx: Transaction): Promise<void> {
  const { applicationID, findingID } = state
  const changed = Object.entries(next).filter(([, value]) => value !== undefined)
  const detail = {
    from: { status: state.status, assignee: state.assignee, snoozeUntil: state.snoozeUntil?.toISOString() ?? null },
    to: Object.fromEntries(changed.map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value])),
  }
  await writeAudit(
    { actor: actorName(principal), action: 'update.finding', applicationID, subject: findingID, detail },
    tx,
  )
}
