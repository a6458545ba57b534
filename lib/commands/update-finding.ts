import { applicationScope, authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { FindingChangeSchema, type FindingChange } from '@/lib/domain/finding-change'
import { activityOf, changeTriage, type ActivityDraft } from '@/lib/domain/finding-triage'
import { mentionsOf } from '@/lib/domain/mentions'
import { DeskError } from '@/lib/errors'
import { tellMentioned } from '@/lib/notify/mentions'
import { writeAudit } from '@/lib/store/audit'
import { countsOf, countSubjects, lockTriage, saveTriage, type TriageRow } from '@/lib/store/findings-triage'
import { inTransaction, type Transaction } from '@/lib/store/transaction'
import { listUsers, maySee } from '@/lib/store/users'

/**
 * Triage: changes one finding, tells it in the activity and writes it into the audit log. With `ifMatch` (a revision)
 * the change happens only at that revision. A note alone needs no right to triage. Throws NOT_FOUND, AMBIGUOUS,
 * PRECONDITION_FAILED with the present state, and BAD_REQUEST for a bad snooze.
 */
export async function updateFinding(
  principal: Principal,
  id: { findingID: string; applicationID?: string | undefined },
  input: FindingChange,
  ifMatch: number | null = null,
  now: Date = new Date(),
): Promise<{ findingID: string; applicationID: string; revision: number }> {
  authorise(principal, isNoteAlone(input) ? 'note' : 'triage', id.applicationID)
  const scope = applicationScope(principal, id.applicationID ?? null)
  const change = parseInput(FindingChangeSchema, input)
  const actor = actorName(principal)
  return inTransaction(async (tx) => {
    const row = only(await lockTriage(tx, id.findingID, scope))
    const { applicationID, findingID, revision } = row
    if (ifMatch !== null && revision !== ifMatch) throw outdated(row)
    const counts = countsOf(row, change.snoozeUntilWorse?.subjects ? await countSubjects(tx, [row]) : new Map())
    const next = changeTriage(row, change, { actor, now, counts })
    const activity = activityOf(row, next)
    if (!activity) return { applicationID, findingID, revision }
    const mentions = await mentionedIn(activity, applicationID, tx)
    const by = { actor, now, jobID: null }
    await saveTriage(tx, [{ row, next, activity, mentions }], by)
    await tellMentioned(tx, [{ ...row, mentions }], by)
    await audit(principal, row, activity, tx)
    return { applicationID, findingID, revision: revision + 1 }
  })
}

function isNoteAlone(input: FindingChange): boolean {
  const named = Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  return named.length === 1 && named[0] === 'note'
}

/** Nobody is told of an application that they may not see. */
async function mentionedIn({ note }: ActivityDraft, applicationID: string, tx: Transaction): Promise<string[]> {
  if (!note?.includes('@')) return []
  const people = (await listUsers(tx)).filter((user) => user.disabledAt === null && maySee(user, applicationID))
  return mentionsOf(
    note,
    people.map(({ email }) => email),
  )
}

function only(rows: TriageRow[]): TriageRow {
  const [row] = rows
  if (!row) throw new DeskError('NOT_FOUND', 'There is no finding with this ID.')
  if (rows.length === 1) return row
  throw new DeskError('AMBIGUOUS', 'Several applications hold this finding ID: add ?applicationID=.')
}

/** Tells the later of two what the earlier did, so that nothing is overwritten unseen. */
function outdated({ revision, status, assignee, note, snoozeUntil, resolvedBy }: TriageRow): DeskError {
  return new DeskError('PRECONDITION_FAILED', 'The finding has changed since: read it again.', {
    revision,
    status,
    assignee,
    note,
    snoozeUntil,
    resolvedBy,
  })
}

/** The note itself stays in the activity: people write names into notes. */
async function audit(principal: Principal, row: TriageRow, activity: ActivityDraft, tx: Transaction): Promise<void> {
  const { applicationID, findingID } = row
  const { action, change, note } = activity
  const detail = { did: action, change, ...(note === null ? {} : { note: `${note.length} characters` }) }
  await writeAudit(
    { actor: actorName(principal), action: 'update.finding', applicationID, subject: findingID, detail },
    tx,
  )
}
