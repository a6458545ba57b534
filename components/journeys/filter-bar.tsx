'use client'

import { Search, X } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { OWNERS, type Owner } from '@/lib/domain/vocabulary'
import { ownerLabel } from '@/lib/format/words'
import { isFiltered, SORT_LABELS, SORTS, STATUS_OPTIONS, type Sort } from './params'
import { useJourneyParams } from './use-journey-params'

const ANY = 'any'

/** What narrows the list. Everything here stands in the URL. */
export function FilterBar({ lenders }: { lenders: string[] }) {
  const { params, change } = useJourneyParams()
  const status = params.status?.[0]
  const owner = params.owner?.[0]
  const statuses = withOwn(STATUS_OPTIONS, status)
  return (
    <div role="search" aria-label="Filter journeys" className="flex flex-wrap items-center gap-2">
      <SearchField key={params.q ?? ''} q={params.q ?? ''} onSearch={(q) => change({ q: q || null })} />
      <Select
        label="Status"
        value={status ?? ANY}
        onValueChange={(value) => change({ status: value === ANY ? null : [value] })}
        options={[{ value: ANY, label: 'Any status' }, ...statuses.map((value) => ({ value, label: value }))]}
      />
      <Select
        label="Whose move"
        value={owner ?? ANY}
        onValueChange={(value) => change({ owner: isOwner(value) ? [value] : null })}
        options={[
          { value: ANY, label: 'Anyone’s move' },
          ...OWNERS.map((value) => ({ value, label: ownerLabel(value) })),
        ]}
      />
      <LenderSelect lender={params.lender} lenders={lenders} onChoose={(lender) => change({ lender })} />
      {params.stuck === false && (
        <Button variant="quiet" onClick={() => change({ stuck: null })} aria-label="Remove the filter: not stuck">
          not stuck <X aria-hidden />
        </Button>
      )}
      {isFiltered(params) && (
        <Button
          variant="ghost"
          onClick={() => change({ q: null, status: null, owner: null, lender: null, stuck: null })}
        >
          Clear filters
        </Button>
      )}
      <Select
        label="Sort by"
        value={params.sort}
        onValueChange={(value) => change({ sort: isSort(value) ? value : null })}
        options={SORTS.map((value) => ({ value, label: SORT_LABELS[value] }))}
        className="md:ml-auto"
      />
    </div>
  )
}

interface LenderSelectProps {
  lender: string | null
  lenders: string[]
  onChoose: (lender: string | null) => void
}

function LenderSelect({ lender, lenders, onChoose }: LenderSelectProps) {
  const options = withOwn(lenders, lender ?? undefined).map((value) => ({ value, label: value }))
  return (
    <Select
      label="Lender"
      value={lender ?? ANY}
      onValueChange={(value) => onChoose(value === ANY ? null : value)}
      options={[{ value: ANY, label: 'Any lender' }, ...options]}
      className="max-w-56"
    />
  )
}

interface SearchFieldProps {
  q: string
  onSearch: (q: string) => void
}

function SearchField({ q, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(q)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch(text.trim())
  }
  return (
    <form onSubmit={submit} className="relative w-full sm:w-72">
      <Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-3" aria-hidden />
      <Input
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => text.trim() !== q && onSearch(text.trim())}
        maxLength={200}
        aria-label="Journey, borrower or offer ID"
        placeholder="Journey, borrower or offer ID"
        className="pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {q && (
        <button
          type="button"
          onClick={() => onSearch('')}
          aria-label="Clear the search"
          className="absolute top-0.5 right-0.5 flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X className="size-3.5" aria-hidden />
        </button>
      )}
    </form>
  )
}

/** A value of the URL that the options lack is an option too: it was asked for. */
function withOwn(options: readonly string[], own: string | undefined): string[] {
  return own && !options.includes(own) ? [own, ...options] : [...options]
}

const isOwner = (value: string): value is Owner => OWNERS.some((owner) => owner === value)
const isSort = (value: string): value is Sort => SORTS.some((sort) => sort === value)
