'use client'

import { useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import { Button } from '@/components/ui/button'

interface NoteFormProps {
  people: string[]
  /** False where it was not written; then the text stays. */
  onNote: (note: string) => Promise<boolean>
}

const OFFERED_MAX = 5

/** A note; `@` offers the people who can be mentioned. */
export function NoteForm({ people, onNote }: NoteFormProps) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const [pending, setPending] = useState(false)
  const send = async (event?: FormEvent) => {
    event?.preventDefault()
    if (pending || text.trim() === '') return
    setPending(true)
    const isWritten = await onNote(text.trim())
    setPending(false)
    if (isWritten) setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void send()
    if (event.key === 'Escape') field.current?.blur()
  }
  return (
    <form onSubmit={(event) => void send(event)} className="flex flex-col gap-2 px-4 pb-3">
      <label htmlFor={id} className="sr-only">
        Note
      </label>
      <textarea
        ref={field}
        id={id}
        data-note
        value={text}
        rows={2}
        maxLength={4_000}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder="Write a note; @ mentions somebody"
        className="w-full resize-y rounded-md border border-line-strong bg-panel px-2.5 py-1.5 text-sm text-ink placeholder:text-ink-3 focus-visible:outline-offset-0"
      />
      <div className="flex flex-wrap items-center gap-1.5">
        <Offered
          text={text}
          people={people}
          onChoose={(next) => {
            setText(next)
            field.current?.focus()
          }}
        />
        <Button type="submit" disabled={text.trim() === ''} aria-disabled={pending} className="ml-auto">
          Write the note
        </Button>
      </div>
    </form>
  )
}

interface OfferedProps {
  text: string
  people: string[]
  onChoose: (text: string) => void
}

/** The people whom a mention that has been begun may mean. */
function Offered({ text, people, onChoose }: OfferedProps) {
  const begun = /(?:^|\s)@([\w.+@-]*)$/.exec(text)?.[1]
  if (begun === undefined) return null
  const offered = people.filter((person) => person.startsWith(begun.toLowerCase()) && person !== begun)
  return offered.slice(0, OFFERED_MAX).map((person) => (
    <Button key={person} variant="quiet" onClick={() => onChoose(text.replace(/@[\w.+@-]*$/, `@${person} `))}>
      @{person}
    </Button>
  ))
}
