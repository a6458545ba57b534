'use client'

import { parseAsString, useQueryStates } from 'nuqs'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { auditWords } from './params'

const FIELDS = [
  { name: 'actor', label: 'Who', placeholder: 'Who: an e-mail, token:name, cli' },
  { name: 'action', label: 'What', placeholder: 'What: reveal, view.journey' },
  { name: 'subject', label: 'Subject', placeholder: 'Subject: a journey, a job, a user' },
] as const

/** What is searched for lives in the URL; a new search begins at the first page. */
export function AuditSearch() {
  const [words, setWords] = useQueryStates(
    { ...auditWords, cursor: parseAsString },
    { shallow: false, history: 'push' },
  )
  const search = (form: FormData) => {
    const given = FIELDS.map(({ name }) => [name, String(form.get(name) ?? '').trim() || null])
    void setWords({ ...Object.fromEntries(given), cursor: null })
  }
  const isSearching = FIELDS.some(({ name }) => words[name])
  return (
    <form
      role="search"
      key={FIELDS.map(({ name }) => words[name]).join('|')}
      onSubmit={(event) => {
        event.preventDefault()
        search(new FormData(event.currentTarget))
      }}
      className="grid gap-2 sm:flex sm:flex-wrap"
    >
      {FIELDS.map(({ name, label, placeholder }) => (
        <Input
          key={name}
          type="search"
          name={name}
          aria-label={label}
          placeholder={placeholder}
          defaultValue={words[name] ?? ''}
          maxLength={300}
          className="sm:w-64"
        />
      ))}
      <div className="flex gap-2">
        <Button type="submit">Search</Button>
        {isSearching && (
          <Button variant="quiet" onClick={() => search(new FormData())}>
            Clear
          </Button>
        )}
      </div>
    </form>
  )
}
