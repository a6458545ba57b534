'use client'

import { useEffect, useState, type ReactNode } from 'react'
import { useZone } from '@/components/ui/clock'
import { Input } from '@/components/ui/input'
import type { FindingChange } from '@/lib/domain/finding-change'
import { formatClock } from '@/lib/format/time'
import { offeredChoices, snoozeChange, snoozeUntil, type SnoozeChoice } from './snooze-choices'

const LABELS: Record<SnoozeChoice, string> = {
  hour: 'For an hour',
  hours: 'For 4 hours',
  tomorrow: 'Until tomorrow morning',
  monday: 'Until Monday morning',
  occurrences: 'Until it happens again',
  subjects: 'Until more subjects have it',
  custom: 'Until a time of your choice',
}

interface SnoozeFieldsProps {
  autoFocus: boolean
  onChange: (change: FindingChange | string) => void
}

/** Until when, or until how much worse. Arrow keys choose. */
export function SnoozeFields({ autoFocus, onChange }: SnoozeFieldsProps) {
  const [now] = useState(() => new Date())
  const [choice, setChoice] = useState<SnoozeChoice>('tomorrow')
  const [custom, setCustom] = useState('')
  const [count, setCount] = useState('1')

  // External system: the form around, which holds the change.
  useEffect(() => {
    onChange(snoozeChange(choice, { now, custom, count }))
  }, [choice, now, custom, count, onChange])

  return (
    <fieldset className="grid gap-0.5">
      <legend className="sr-only">Snooze until</legend>
      {offeredChoices(now).map((option) => (
        <ChoiceRow
          key={option}
          name="snooze"
          label={LABELS[option]}
          checked={choice === option}
          autoFocus={autoFocus && option === 'tomorrow'}
          onChoose={() => setChoice(option)}
          aside={<ChoiceAside {...{ option, choice, now, custom, setCustom, count, setCount }} />}
        />
      ))}
    </fieldset>
  )
}

interface ChoiceAsideProps {
  option: SnoozeChoice
  choice: SnoozeChoice
  now: Date
  custom: string
  setCustom: (value: string) => void
  count: string
  setCount: (value: string) => void
}

/** What a choice comes to, or what it still needs to know. */
function ChoiceAside({ option, choice, now, custom, setCustom, count, setCount }: ChoiceAsideProps) {
  const zone = useZone()
  const until = option === 'custom' ? null : snoozeUntil(option, now)
  if (until) return <span className="text-ink-3">{formatClock(until, now, zone)}</span>
  if (choice !== option) return null
  if (option === 'custom') {
    return (
      <Input
        type="datetime-local"
        aria-label="Snooze until"
        value={custom}
        onChange={(event) => setCustom(event.target.value)}
        className="w-52"
      />
    )
  }
  return (
    <label className="inline-flex items-center gap-2 text-ink-2">
      <Input
        type="number"
        min={1}
        value={count}
        onChange={(event) => setCount(event.target.value)}
        className="w-20"
        inputMode="numeric"
      />
      {option === 'occurrences' ? 'more' : 'more subjects'}
    </label>
  )
}

interface ChoiceRowProps {
  name: string
  label: ReactNode
  checked: boolean
  autoFocus: boolean
  onChoose: () => void
  aside?: ReactNode
}

/** One of a few, as a row that is chosen as a whole. */
export function ChoiceRow({ name, label, checked, autoFocus, onChoose, aside }: ChoiceRowProps) {
  return (
    <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 rounded-md px-2 hover:bg-hover has-checked:bg-hover has-[input[type=radio]:focus-visible]:outline-2 has-[input[type=radio]:focus-visible]:-outline-offset-2 has-[input[type=radio]:focus-visible]:outline-focus">
      <label className="flex min-h-8 grow items-center gap-2.5">
        <input
          type="radio"
          name={name}
          checked={checked}
          autoFocus={autoFocus}
          onChange={onChoose}
          className="size-3.5 accent-ink outline-none"
        />
        {label}
      </label>
      {aside}
    </div>
  )
}
