'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import type { Target } from '@/lib/query/notifications'
import { FormEnd, TextField } from './notification-fields'
import { AddressField } from './notification-target-fields'
import { TARGET_NAMES } from './setting-names'
import { useNotificationChange } from './use-notification-change'

interface ChangeTargetProps {
  target: Target
  hasMail: boolean
  mayAllowHosts: boolean
}

/** Another name, address or secret. Address and secret go in alone: the fields are empty, and what is left so stays. */
export function ChangeTarget(props: ChangeTargetProps) {
  const [open, setOpen] = useState(false)
  const { name } = props.target
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="quiet">
          Change
          <span className="sr-only"> the target {name}</span>
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`Change the target “${name}”`}
        description="Address and secret are stored encrypted and never shown; what still waits to be sent goes to the new ones."
      >
        <ChangeForm {...props} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function ChangeForm({ target: shown, hasMail, mayAllowHosts, onDone }: ChangeTargetProps & { onDone: () => void }) {
  // What was read when the form opened: the page behind it goes on being read.
  const [target] = useState(shown)
  const [name, setName] = useState(target.name)
  const [address, setAddress] = useState('')
  const [secret, setSecret] = useState('')
  const [allowPrivate, setAllowPrivate] = useState(target.allowedHost !== null)
  const { pending, problem, change } = useNotificationChange()
  const save = async () => {
    if (pending) return
    const body = {
      name,
      ...(address ? { address } : {}),
      ...(secret ? { secret } : {}),
      ...(mayAllowHosts && (address || allowPrivate !== (target.allowedHost !== null)) ? { allowPrivate } : {}),
    }
    const saved = await change('PATCH', `targets/${target.id}`, body, { value: target, names: TARGET_NAMES })
    if (saved.ok) onDone()
  }
  return (
    <form
      className="grid gap-4 overflow-y-auto px-4 pt-1 pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextField label="Name" required value={name} onChange={setName} />
      <AddressField
        kind={target.kind}
        hint={target.hint}
        address={address}
        onAddress={setAddress}
        allowPrivate={allowPrivate}
        onAllowPrivate={setAllowPrivate}
        hasMail={hasMail}
        mayAllowHosts={mayAllowHosts}
      />
      {target.kind === 'webhook' && <SecretField secret={secret} onChange={setSecret} />}
      <FormEnd problem={problem} pending={pending} label="Save target" />
    </form>
  )
}

function SecretField({ secret, onChange }: { secret: string; onChange: (secret: string) => void }) {
  return (
    <TextField
      label="Signing secret"
      type="password"
      autoComplete="new-password"
      spellCheck={false}
      value={secret}
      onChange={onChange}
      placeholder="whsec_…"
      help="Empty: it stays. Else whsec_ and 24 to 64 bytes in base64, as the receiver has it."
    />
  )
}
