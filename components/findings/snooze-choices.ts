import type { FindingChange } from '@/lib/domain/finding-change'

export const SNOOZE_CHOICES = ['hour', 'hours', 'tomorrow', 'monday', 'occurrences', 'subjects', 'custom'] as const
export type SnoozeChoice = (typeof SNOOZE_CHOICES)[number]

const HOUR = 3_600_000
const MORNING = 9
const MONDAY = 1

/** When a choice ends, in the reader's own zone; null for those that time does not end. */
export function snoozeUntil(choice: SnoozeChoice, now: Date, custom = ''): Date | null {
  if (choice === 'hour') return new Date(now.getTime() + HOUR)
  if (choice === 'hours') return new Date(now.getTime() + 4 * HOUR)
  if (choice === 'tomorrow') return morningIn(now, 1)
  if (choice === 'monday') return morningIn(now, ((MONDAY + 7 - now.getDay() - 1) % 7) + 1)
  if (choice !== 'custom') return null
  const at = new Date(custom)
  return Number.isNaN(at.getTime()) ? null : at
}

/** Before a Monday its morning is tomorrow's, which is offered once. */
export function offeredChoices(now: Date): SnoozeChoice[] {
  const tomorrow = snoozeUntil('tomorrow', now)?.getTime()
  return SNOOZE_CHOICES.filter((choice) => choice !== 'monday' || snoozeUntil(choice, now)?.getTime() !== tomorrow)
}

function morningIn(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING)
}

/** The change that a choice asks for; a sentence where it is not complete. */
export function snoozeChange(
  choice: SnoozeChoice,
  { now, custom, count }: { now: Date; custom: string; count: string },
): FindingChange | string {
  if (choice === 'occurrences' || choice === 'subjects') {
    const by = Number(count)
    if (!Number.isInteger(by) || by < 1) return 'Say how many more, in whole numbers.'
    return { status: 'snoozed', snoozeUntilWorse: { [choice]: by } }
  }
  const until = snoozeUntil(choice, now, custom)
  if (!until || until <= now) return 'Choose a time in the future.'
  return { status: 'snoozed', snoozeUntil: until.toISOString() }
}
