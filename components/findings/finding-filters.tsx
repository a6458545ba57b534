'use client'

import { Search } from 'lucide-react'
import { useQueryStates } from 'nuqs'
import { useState } from 'react'
import { FilterSelect } from '@/components/shell/filter-select'
import { Input } from '@/components/ui/input'
import { CONDITIONS, isCondition, UNDETERMINED } from '@/lib/domain/conditions'
import { findingParams } from './params'

const CONDITION_OPTIONS = [
  { value: 'any', label: 'Any condition' },
  ...Object.entries(CONDITIONS).map(([value, { title }]) => ({ value, label: title })),
]

/** What narrows the inbox. Everything here stands in the URL. */
export function FindingFilters({ people, me }: { people: string[]; me: string }) {
  const [{ q, condition }, set] = useQueryStates(findingParams, { shallow: false, history: 'push' })
  const causes = condition && isCondition(condition) ? Object.entries(CONDITIONS[condition].causes) : []
  const others = people.filter((person) => person !== me)
  return (
    <div role="search" aria-label="Filter findings" className="flex flex-wrap gap-2">
      <SearchField key={q ?? ''} q={q ?? ''} onSearch={(text) => void set({ q: text || null })} />
      <FilterSelect name="condition" label="Condition" options={CONDITION_OPTIONS} clears={['cause']} />
      {causes.length > 0 && (
        <FilterSelect
          name="cause"
          label="Cause"
          options={[
            { value: 'any', label: 'Any cause' },
            ...causes.map(([value, label]) => ({ value, label })),
            { value: UNDETERMINED, label: UNDETERMINED },
          ]}
        />
      )}
      <FilterSelect
        name="assignee"
        label="Assignee"
        options={[
          { value: 'any', label: 'Anybody’s' },
          { value: 'nobody', label: 'Nobody’s' },
          { value: me, label: 'Mine' },
          ...others.map((person) => ({ value: person, label: person })),
        ]}
      />
      <FilterSelect
        name="mentions"
        label="Mentions"
        options={[
          { value: 'any', label: 'Any notes' },
          { value: 'me', label: 'Mentions me' },
        ]}
      />
    </div>
  )
}

function SearchField({ q, onSearch }: { q: string; onSearch: (text: string) => void }) {
  const [text, setText] = useState(q)
  const search = () => text.trim() !== q && onSearch(text.trim())
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        search()
      }}
      className="relative w-full sm:w-64"
    >
      <Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-3" aria-hidden />
      <Input
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={search}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        maxLength={200}
        aria-label="Journey, caller or borrower"
        placeholder="Journey, caller or borrower"
        className="pl-8"
      />
    </form>
  )
}
