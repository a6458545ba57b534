'use client'

import { useState } from 'react'
import type { FindingChange } from '@/lib/domain/finding-change'
import { ChoiceRow } from './snooze-fields'

interface AssignFieldsProps {
  people: string[]
  me: string
  autoFocus: boolean
  onChange: (change: FindingChange) => void
}

/** Whom: the reader first, then everybody with an account, then nobody. */
export function AssignFields({ people, me, autoFocus, onChange }: AssignFieldsProps) {
  const [chosen, setChosen] = useState<string | null>(me)
  const options = [me, ...people.filter((person) => person !== me), null]
  return (
    <fieldset className="grid max-h-64 gap-0.5 overflow-y-auto">
      <legend className="sr-only">Assign to</legend>
      {options.map((person) => (
        <ChoiceRow
          key={person ?? ''}
          name="assignee"
          label={person === null ? 'Nobody' : person === me ? `${person} (you)` : person}
          checked={chosen === person}
          autoFocus={autoFocus && chosen === person}
          onChoose={() => {
            setChosen(person)
            onChange({ assignee: person })
          }}
        />
      ))}
    </fieldset>
  )
}
