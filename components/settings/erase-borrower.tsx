'use client'

import { useId, useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { callDesk } from '@/components/webhooks/api'

interface EraseBorrowerProps {
  applications: { applicationID: string; name: string; environment: string }[]
}

const EMPTY = { borrowerExternalID: '', confirm: '', reason: '' }
type Fields = typeof EMPTY

/** Takes the ID twice: what is erased cannot be read again. */
export function EraseBorrower({ applications }: EraseBorrowerProps) {
  const [applicationID, setApplicationID] = useState(applications[0]?.applicationID ?? '')
  const [fields, setFields] = useState(EMPTY)
  const [told, setTold] = useState<{ ok: boolean; message: string } | null>(null)
  const [pending, setPending] = useState(false)
  const isSure = fields.borrowerExternalID !== '' && fields.confirm === fields.borrowerExternalID
  const erase = async (event: FormEvent) => {
    event.preventDefault()
    if (pending || !isSure) return
    setPending(true)
    const answer = await callDesk('/api/v1/borrowers/erase', { applicationID, ...fields })
    setPending(false)
    setTold(answer.ok ? { ok: true, message: outcomeWords(answer.body) } : answer)
    if (answer.ok) setFields(EMPTY)
  }
  const set = (field: keyof Fields) => (value: string) => setFields({ ...fields, [field]: value })
  return (
    <form className="grid max-w-lg gap-4 px-4 pt-1 pb-4" onSubmit={(event) => void erase(event)}>
      <div className="grid gap-1">
        <span className="font-medium" aria-hidden>
          Application
        </span>
        <Select
          label="Application"
          options={applications.map((one) => ({ value: one.applicationID, label: `${one.name} (${one.environment})` }))}
          value={applicationID}
          onValueChange={setApplicationID}
        />
      </div>
      <Field label="Borrower ID" value={fields.borrowerExternalID} onChange={set('borrowerExternalID')} />
      <Field label="Borrower ID once more" value={fields.confirm} onChange={set('confirm')} />
      <Field label="Reason, for the audit log" value={fields.reason} onChange={set('reason')} />
      <p role="status" className={told?.ok === false ? 'text-stuck' : 'text-ink-2 empty:sr-only'}>
        {told?.message}
      </p>
      <div>
        <Button type="submit" variant="primary" aria-disabled={pending || !isSure}>
          {pending ? 'Erasing…' : 'Erase this borrower'}
        </Button>
      </div>
    </form>
  )
}

function Field({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const id = useId()
  return (
    <label className="grid gap-1" htmlFor={id}>
      <span className="font-medium">{label}</span>
      <Input
        id={id}
        value={value}
        maxLength={500}
        required
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}

function outcomeWords({ borrowerExternalID, journeys, deliveries, calls }: Record<string, unknown>): string {
  const counts = `${String(journeys)} journeys, ${String(deliveries)} deliveries and ${String(calls)} calls`
  return `${String(borrowerExternalID)} was erased from ${counts}. What comes later is not kept.`
}
