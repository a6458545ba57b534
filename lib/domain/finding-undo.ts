import { z } from 'zod'
import { FINDING_STATUSES } from '@/lib/domain/conditions'
import type { Triage } from '@/lib/domain/finding-triage'

const growth = z.object({ from: z.number(), by: z.number() }).nullable()

/** What people decided of a finding, as a job keeps it to put it back. */
export const TriageStateSchema = z.object({
  status: z.enum(FINDING_STATUSES),
  assignee: z.string().nullable(),
  note: z.string().nullable(),
  snoozeUntil: z.coerce.date().nullable(),
  worse: z.object({ occurrences: growth, subjects: growth }),
  resolvedAt: z.coerce.date().nullable(),
  resolvedBy: z.string().nullable(),
}) satisfies z.ZodType<Triage>

/** Why a finding cannot be what it was; null: it can. `holds`: its evidence does. */
export function undoObstacle(before: Triage, { holds, now }: { holds: boolean; now: Date }): string | null {
  if (!holds && before.status !== 'resolved') return 'What it told of has ended since, so it stays as it is.'
  const isOver = before.status === 'snoozed' && before.snoozeUntil !== null && before.snoozeUntil <= now
  return isOver ? 'Its snooze would have ended by now, so it stays as it is.' : null
}
