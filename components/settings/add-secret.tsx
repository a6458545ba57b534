'use client'

import { KeyRound, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { requestSecret } from './secret-requests'
import { ShownOnce } from './shown-once'

interface AddSecretProps {
  applicationID: string
  application: string
  /** Secrets that verify now. */
  active: number
}

const HOUR_MS = 60 * 60_000
const OVERLAPS = [
  { value: 'keep', label: 'until I retire them', ms: null },
  { value: '24h', label: 'for 24 hours', ms: 24 * HOUR_MS },
  { value: '7d', label: 'for 7 days', ms: 7 * 24 * HOUR_MS },
  { value: 'none', label: 'not any more, from now on', ms: 0 },
] as const

/** Adds a secret; one that we made is shown once, before the dialog closes. */
export function AddSecret({ applicationID, application, active }: AddSecretProps) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [shown, setShown] = useState<string | null>(null)
  const change = (next: boolean) => {
    setOpen(next)
    if (!next) setShown(null)
  }
  const done = (value: string | null) => {
    router.refresh()
    if (value === null) change(false)
    else setShown(value)
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button>
          <KeyRound aria-hidden />
          Add secret
          <span className="sr-only"> to {application}</span>
        </Button>
      </DialogTrigger>
      <DialogContent
        title={shown === null ? `Add a webhook secret to ${application}` : 'Copy the secret now'}
        description={
          shown === null
            ? 'The platform signs with it; every process takes it with the next delivery.'
            : 'It is shown once. Give it to the platform; here it stays encrypted.'
        }
      >
        {shown === null ? (
          <AddForm applicationID={applicationID} active={active} onDone={done} />
        ) : (
          <ShownOnce value={shown} what="secret" />
        )}
      </DialogContent>
    </Dialog>
  )
}

interface AddFormProps {
  applicationID: string
  active: number
  onDone: (value: string | null) => void
}

function AddForm({ applicationID, active, onDone }: AddFormProps) {
  const [value, setValue] = useState('')
  const [overlap, setOverlap] = useState<string>('keep')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)

  const add = async () => {
    if (pending) return
    setPending(true)
    setProblem(null)
    const overlapMs = OVERLAPS.find((option) => option.value === overlap)?.ms ?? null
    const added = await requestSecret(applicationID, { value: value === '' ? null : value, overlapMs })
    setPending(false)
    if (added.ok) onDone(added.value.value)
    else setProblem(added.message)
  }

  return (
    <form
      className="grid gap-4 px-4 pt-1 pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <ValueField value={value} onChange={setValue} isInvalid={problem !== null} />
      {active > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <span>
            {active === 1 ? 'The secret active until now verifies' : `The ${active} secrets active until now verify`}
          </span>
          <Select label="Earlier secrets verify" options={OVERLAPS} value={overlap} onValueChange={setOverlap} />
        </div>
      )}
      <p role="status" className="min-h-5 text-stuck">
        {problem && <TriangleAlert className="mr-1 -mt-0.5 inline size-3.5" aria-hidden />}
        {problem}
      </p>
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" aria-disabled={pending}>
          {pending ? 'Adding…' : value === '' ? 'Make a secret' : 'Add secret'}
        </Button>
      </div>
    </form>
  )
}

interface ValueFieldProps {
  value: string
  onChange: (value: string) => void
  isInvalid: boolean
}

function ValueField({ value, onChange, isInvalid }: ValueFieldProps) {
  const id = useId()
  return (
    <label className="grid gap-1" htmlFor={id}>
      <span className="font-medium">The platform’s secret</span>
      <Input
        id={id}
        type="password"
        autoComplete="off"
        spellCheck={false}
        className="mono"
        value={value}
        placeholder="Leave empty to have one made"
        aria-invalid={isInvalid}
        aria-describedby={`${id}-help`}
        onChange={(event) => onChange(event.target.value)}
      />
      <span id={`${id}-help`} className="text-xs text-ink-3">
        Byte for byte as the platform has it. Empty: we make one and show it once.
      </span>
    </label>
  )
}
