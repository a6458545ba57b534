'use client'

import { TriangleAlert } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import type { ThresholdView } from '@/lib/query/thresholds'
import { THRESHOLD_NAMES } from './setting-names'
import { useChange } from './use-change'

interface OverrideThresholdProps {
  threshold: ThresholdView
  applicationID: string
  application: string
}

/** Sets a status' threshold over anything learned, or takes that back; either wants a reason. */
export function OverrideThreshold({ threshold, applicationID, application }: OverrideThresholdProps) {
  const [open, setOpen] = useState(false)
  const { status, override } = threshold
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost">
          {override ? 'Change' : 'Override'}
          <span className="sr-only"> the threshold of {status}</span>
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`How long ${status} may last`}
        description={`For ${application}, whichever lender is waited for. It outranks what is learned, and holds for waits of the past as well.`}
      >
        <OverrideForm threshold={threshold} applicationID={applicationID} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

interface OverrideFormProps {
  threshold: ThresholdView
  applicationID: string
  onDone: () => void
}

function OverrideForm({ threshold, applicationID, onDone }: OverrideFormProps) {
  // What was read when the form opened: the page behind it goes on being read.
  const [{ status, override, defaultMinutes, revision }] = useState(threshold)
  const [minutes, setMinutes] = useState(String(override?.minutes ?? defaultMinutes))
  const [reason, setReason] = useState('')
  const { pending, problem, change } = useChange()
  const send = async (value: number | null) => {
    if (pending) return
    const of = override?.everywhere && value === null ? null : applicationID
    const body = { status, minutes: value, reason, applicationID: of }
    const seen = { value: { revision, minutes: override?.minutes ?? null }, names: THRESHOLD_NAMES }
    const changed = await change('PATCH', 'thresholds', body, seen)
    if (changed.ok) onDone()
  }
  return (
    <form
      className="grid gap-4 px-4 pt-1 pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        void send(Number(minutes.replace(',', '.')))
      }}
    >
      <Field label="Minutes" value={minutes} onChange={setMinutes} inputMode="decimal" />
      <Field label="Why" value={reason} onChange={setReason} placeholder="Stands in the audit log" />
      <p role="status" className="min-h-5 text-stuck">
        {problem && <TriangleAlert className="mr-1 -mt-0.5 inline size-3.5" aria-hidden />}
        {problem}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        {override && (
          <Button className="mr-auto" aria-disabled={pending} onClick={() => void send(null)}>
            Back to what is learned{override.everywhere ? ', everywhere' : ''}
          </Button>
        )}
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" aria-disabled={pending}>
          {pending ? 'Setting…' : 'Set threshold'}
        </Button>
      </div>
    </form>
  )
}

interface FieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  inputMode?: 'decimal'
  placeholder?: string
}

function Field({ label, value, onChange, ...rest }: FieldProps) {
  const id = useId()
  return (
    <label className="grid gap-1" htmlFor={id}>
      <span className="font-medium">{label}</span>
      <Input id={id} required value={value} onChange={(event) => onChange(event.target.value)} {...rest} />
    </label>
  )
}
