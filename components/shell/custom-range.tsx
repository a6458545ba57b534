'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { toLocalField, windowProblem } from '@/lib/format/range'

/** Screens that show any part of time, not only the last so many hours. */
const TAKEN_BY: ReadonlySet<string> = new Set([
  '/',
  '/findings',
  '/errors',
  '/rate-limits',
  '/webhooks',
  '/settings/audit',
])

export function takesCustomRange(pathname: string): boolean {
  return TAKEN_BY.has(pathname)
}

interface CustomRangeProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** What the fields begin with. */
  from: Date
  to: Date
  zone: string
  onApply: (from: Date, to: Date) => void
}

/** A time range of one's own, in the zone of the browser. */
export function CustomRange({ open, onOpenChange, from, to, zone, onApply }: CustomRangeProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title="Custom time range" description={`Times are in ${zone}.`} className="max-w-sm">
        <RangeForm from={from} to={to} onApply={onApply} />
      </DialogContent>
    </Dialog>
  )
}

function RangeForm({ from, to, onApply }: Pick<CustomRangeProps, 'from' | 'to' | 'onApply'>) {
  const [problem, setProblem] = useState<string | null>(null)
  const submit = (form: FormData) => {
    const [begins, ends] = [new Date(String(form.get('from'))), new Date(String(form.get('to')))]
    const found = windowProblem(begins, ends, new Date())
    setProblem(found)
    if (!found) onApply(begins, ends)
  }
  return (
    <form
      className="flex flex-col gap-3 px-4 pb-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit(new FormData(event.currentTarget))
      }}
    >
      <Field name="from" label="From" at={from} problem={problem} />
      <Field name="to" label="To" at={to} problem={problem} />
      <p id="range-problem" role="alert" className="min-h-5 text-xs text-stuck">
        {problem}
      </p>
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button variant="quiet">Cancel</Button>
        </DialogClose>
        <Button type="submit">Show</Button>
      </div>
    </form>
  )
}

function Field({ name, label, at, problem }: { name: string; label: string; at: Date; problem: string | null }) {
  return (
    <label className="flex flex-col gap-1 text-xs text-ink-2">
      {label}
      <Input
        type="datetime-local"
        name={name}
        defaultValue={toLocalField(at)}
        aria-invalid={problem ? true : undefined}
        aria-describedby="range-problem"
      />
    </label>
  )
}
