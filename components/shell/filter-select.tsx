'use client'

import { parseAsString, useQueryStates } from 'nuqs'
import { Select } from '@/components/ui/select'

interface FilterSelectProps {
  /** The parameter in the URL. */
  name: string
  label: string
  /** The first stands for "no filter" and is kept out of the URL. */
  options: readonly { value: string; label: string }[]
  /** Other parameters that no longer hold once this one changes, for example a cause below a condition. */
  clears?: readonly string[]
}

/** A filter that lives in the URL; a change drops the cursor. */
export function FilterSelect({ name, label, options, clears = [] }: FilterSelectProps) {
  const keys = [name, 'cursor', ...clears]
  const [values, setValues] = useQueryStates(Object.fromEntries(keys.map((key) => [key, parseAsString])), {
    shallow: false,
    history: 'push',
  })
  const first = options[0]?.value ?? ''
  const value = values[name] ?? first
  return (
    <Select
      label={label}
      value={options.some((option) => option.value === value) ? value : first}
      options={options}
      onValueChange={(next) => {
        const cleared = Object.fromEntries(keys.map((key) => [key, null]))
        void setValues({ ...cleared, [name]: next === first ? null : next })
      }}
    />
  )
}
