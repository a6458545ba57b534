'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Select } from '@/components/ui/select'
import { FormEnd, TextField } from './notification-fields'
import { AddressField, KIND_WORDS, type Kind } from './notification-target-fields'
import { ShownOnce } from './shown-once'
import { useNotificationChange } from './use-notification-change'

interface AddTargetProps {
  hasMail: boolean
  mayAllowHosts: boolean
}

/** Adds a target; a signing secret that we made is shown once, before the dialog closes. */
export function AddTarget(props: AddTargetProps) {
  const [open, setOpen] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const change = (next: boolean) => {
    setOpen(next)
    if (!next) setSecret(null)
  }
  const done = (made: string | null) => (made === null ? change(false) : setSecret(made))
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button>
          <Plus aria-hidden />
          Add target
        </Button>
      </DialogTrigger>
      <DialogContent
        title={secret === null ? 'Add a target' : 'Copy the signing secret now'}
        description={
          secret === null
            ? 'The address is stored encrypted and not shown again.'
            : 'It is shown once. The receiver verifies with it, as Standard Webhooks says.'
        }
      >
        {secret === null ? <TargetForm {...props} onDone={done} /> : <ShownOnce value={secret} what="secret" />}
      </DialogContent>
    </Dialog>
  )
}

function TargetForm({ hasMail, mayAllowHosts, onDone }: AddTargetProps & { onDone: (secret: string | null) => void }) {
  const [kind, setKind] = useState<Kind>('slack')
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [allowPrivate, setAllowPrivate] = useState(false)
  const { pending, problem, change } = useNotificationChange()
  const add = async () => {
    if (pending) return
    const body = { name, kind, address, allowPrivate: kind !== 'email' && allowPrivate }
    const added = await change('POST', 'targets', body)
    if (added.ok) onDone(typeof added.value.secret === 'string' ? added.value.secret : null)
  }
  return (
    <form
      className="grid gap-4 overflow-y-auto px-4 pt-1 pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <KindField kind={kind} onChange={setKind} />
      <TextField label="Name" required value={name} onChange={setName} placeholder="On call" />
      <AddressField
        kind={kind}
        required
        address={address}
        onAddress={setAddress}
        allowPrivate={allowPrivate}
        onAllowPrivate={setAllowPrivate}
        hasMail={hasMail}
        mayAllowHosts={mayAllowHosts}
      />
      <FormEnd problem={problem} pending={pending} label="Add target" />
    </form>
  )
}

const KINDS = (['slack', 'webhook', 'email'] as const).map((value) => ({ value, label: KIND_WORDS[value] }))

function KindField({ kind, onChange }: { kind: Kind; onChange: (kind: Kind) => void }) {
  return (
    <div className="flex items-center gap-2">
      <span className="font-medium">Kind</span>
      <Select
        label="Kind"
        options={KINDS}
        value={kind}
        onValueChange={(value) => onChange(KINDS.find((option) => option.value === value)?.value ?? 'slack')}
      />
    </div>
  )
}
