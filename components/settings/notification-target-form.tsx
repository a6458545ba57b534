'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Select } from '@/components/ui/select'
import type { Target } from '@/lib/query/notifications'
import { CheckField, FormEnd, TextField } from './notification-fields'
import { ShownOnce } from './shown-once'
import { useNotificationChange } from './use-notification-change'

type Kind = Target['kind']

export const KIND_WORDS: Record<Kind, string> = {
  slack: 'Slack-compatible',
  webhook: 'signed webhook',
  email: 'e-mail',
}

const KINDS = (['slack', 'webhook', 'email'] as const).map((value) => ({ value, label: KIND_WORDS[value] }))
const ADDRESS: Record<Kind, { label: string; placeholder: string }> = {
  slack: { label: 'Incoming webhook URL', placeholder: 'https://hooks.slack.com/services/…' },
  webhook: { label: 'URL', placeholder: 'https://ops.example.com/hooks/desk' },
  email: { label: 'E-mail addresses', placeholder: 'oncall@example.com, lead@example.com' },
}

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
  const isURL = kind !== 'email'
  const add = async () => {
    if (pending) return
    const body = { name, kind, address, allowPrivate: isURL && allowPrivate }
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
      <TextField
        label={ADDRESS[kind].label}
        required
        type={isURL ? 'url' : 'text'}
        autoComplete="off"
        spellCheck={false}
        value={address}
        onChange={setAddress}
        placeholder={ADDRESS[kind].placeholder}
        help={isURL ? 'Public https addresses; redirects are not followed.' : mailHelp(hasMail)}
      />
      {isURL && mayAllowHosts && (
        <CheckField
          label="Allow this host although it is in a private network"
          checked={allowPrivate}
          onChange={setAllowPrivate}
        />
      )}
      <FormEnd problem={problem} pending={pending} label="Add target" />
    </form>
  )
}

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

function mailHelp(hasMail: boolean): string {
  return hasMail ? 'With commas between them.' : 'SMTP_URL is not set: nothing is sent until the desk starts with it.'
}
