'use client'

import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Select } from '@/components/ui/select'
import { TOKEN_SCOPES } from '@/lib/domain/vocabulary'
import type { Application } from '@/lib/query/secrets'
import { ChooseMany, FormEnd, TextField } from './notification-fields'
import { ShownOnce } from './shown-once'
import { useChange } from './use-change'

interface TokenDialogProps {
  applications: Application[]
  /** Whether the reader sees every application, and so may make a token for all of them. */
  seesAll: boolean
}

const EVERY = 'every'
const SCOPES = [
  { value: 'ingest', label: 'ingest: report calls and deliveries' },
  { value: 'read', label: 'read: what the pages show' },
  { value: 'triage', label: 'triage: change findings, export' },
  { value: 'sync', label: 'sync: pull from the platform' },
] as const satisfies { value: (typeof TOKEN_SCOPES)[number]; label: string }[]

/** Makes a token, which is shown once. */
export function TokenDialog({ applications, seesAll }: TokenDialogProps) {
  const [open, setOpen] = useState(false)
  const [token, setToken] = useState<string | null>(null)
  const close = (next: boolean) => {
    setOpen(next)
    if (!next) setToken(null)
  }
  return (
    <Dialog open={open} onOpenChange={close}>
      <DialogTrigger asChild>
        <Button>
          <KeyRound aria-hidden />
          Create token
        </Button>
      </DialogTrigger>
      <DialogContent
        title={token ? 'Copy the token now' : 'Create a token'}
        description={
          token ? 'It is shown once; only a digest of it is kept.' : 'For a script or a service, not for a person.'
        }
      >
        {token ? (
          <ShownOnce value={token} what="token" />
        ) : (
          <TokenForm applications={applications} seesAll={seesAll} onDone={setToken} />
        )}
      </DialogContent>
    </Dialog>
  )
}

function TokenForm({ applications, seesAll, onDone }: TokenDialogProps & { onDone: (token: string) => void }) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>(['read'])
  const options = [
    ...(seesAll ? [{ value: EVERY, label: 'every application' }] : []),
    ...applications.map((row) => ({ value: row.applicationID, label: `${row.name} (${row.environment})` })),
  ]
  const [application, setApplication] = useState(options[0]?.value ?? EVERY)
  const { pending, problem, change } = useChange()
  const create = async () => {
    if (pending) return
    const applicationID = application === EVERY ? null : application
    const made = await change('POST', 'tokens', { name, scopes, applicationID })
    if (made.ok) onDone(String(made.value.token))
  }
  return (
    <form
      className="grid gap-4 overflow-y-auto px-4 pt-1 pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        void create()
      }}
    >
      <TextField label="Name" required autoFocus value={name} onChange={setName} placeholder="nightly report" />
      <ChooseMany
        legend="It may"
        options={SCOPES}
        chosen={scopes}
        onChange={setScopes}
        none="nothing yet: choose one"
      />
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">For</span>
        <Select label="Application" options={options} value={application} onValueChange={setApplication} />
      </div>
      <FormEnd problem={problem} pending={pending} label="Create token" />
    </form>
  )
}
