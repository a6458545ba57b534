'use client'

import { Eye } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { callDesk } from '@/components/webhooks/api'
import type { RevealableField } from '@/lib/domain/borrower-input'

const LABELS: Record<RevealableField, string> = {
  pan: 'PAN',
  contactNumber: 'Mobile number',
  dob: 'Date of birth',
  personalemail: 'E-mail address',
  panName: 'Name',
}
const SHOWN_FOR_MS = 60_000

interface RevealFieldProps {
  applicationID: string
  borrowerExternalID: string
  fields: readonly RevealableField[]
}

interface Shown {
  field: RevealableField
  value: string
}

/** One field at a time, for a reason that goes into the audit log; it is gone after a minute, or with the dialog. */
export function RevealField({ applicationID, borrowerExternalID, fields }: RevealFieldProps) {
  const [shown, setShown] = useState<Shown | null>(null)
  // The browser's clock: nobody leaves a number on a screen by mistake.
  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => setShown(null), SHOWN_FOR_MS)
    return () => clearTimeout(timer)
  }, [shown])
  const reveal = async (field: RevealableField, reason: string): Promise<string | null> => {
    const answer = await callDesk('/api/v1/borrowers/reveal', { applicationID, borrowerExternalID, field, reason })
    if (!answer.ok) return answer.message
    setShown({ field, value: String(answer.body.value) })
    return null
  }
  return (
    <Dialog onOpenChange={() => setShown(null)}>
      <DialogTrigger asChild>
        <Button>
          <Eye aria-hidden /> Reveal…
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Reveal one field of this borrower"
        description="Who looked at what, and why, goes into the audit log. It is hidden again after a minute."
      >
        <div className="grid gap-3 px-4 pt-1 pb-4">
          {shown ? <Value {...shown} /> : <AskWhy fields={fields} onSubmit={reveal} />}
        </div>
      </DialogContent>
    </Dialog>
  )
}

function Value({ field, value }: Shown) {
  return (
    <div role="status">
      <p className="text-xs text-ink-2">{LABELS[field]}</p>
      <p className="mono mt-1 rounded-md border border-line bg-sunken p-2.5 break-all select-all">{value}</p>
    </div>
  )
}

interface ChooseFieldProps {
  fields: readonly RevealableField[]
  field: RevealableField | undefined
  onChange: (field: RevealableField | undefined) => void
}

function ChooseField({ fields, field, onChange }: ChooseFieldProps) {
  return (
    <div className="grid gap-1">
      <span className="font-medium" aria-hidden>
        Field
      </span>
      <Select
        label="Field"
        options={fields.map((value) => ({ value, label: LABELS[value] }))}
        value={field ?? ''}
        onValueChange={(value) => onChange(fields.find((known) => known === value))}
      />
    </div>
  )
}

interface AskWhyProps {
  fields: readonly RevealableField[]
  /** Answers what went wrong; null: nothing did. */
  onSubmit: (field: RevealableField, reason: string) => Promise<string | null>
}

function AskWhy({ fields, onSubmit }: AskWhyProps) {
  const [field, setField] = useState<RevealableField | undefined>(fields[0])
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const id = useId()
  const submit = async () => {
    if (field && reason.trim()) setProblem(await onSubmit(field, reason.trim()))
  }
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <ChooseField fields={fields} field={field} onChange={setField} />
      <label className="grid gap-1" htmlFor={id}>
        <span className="font-medium">Reason, for the audit log</span>
        <Input
          id={id}
          value={reason}
          maxLength={500}
          required
          aria-invalid={problem !== null}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <p role="alert" className="text-stuck empty:sr-only">
        {problem}
      </p>
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" aria-disabled={!reason.trim()}>
          Reveal
        </Button>
      </div>
    </form>
  )
}
