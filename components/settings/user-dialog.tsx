'use client'

import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Select } from '@/components/ui/select'
import { ROLES, type Role } from '@/lib/domain/vocabulary'
import type { Application } from '@/lib/query/secrets'
import type { User } from '@/lib/query/users'
import { GrantFields } from './grant-fields'
import { FormEnd, TextField } from './notification-fields'
import { ROLE_WORDS } from './role-words'
import { ShownOnce } from './shown-once'
import { useChange } from './use-change'

interface UserDialogProps {
  applications: Application[]
  /** Whose role and applications are changed; null adds somebody. */
  user: User | null
}

/** Adds somebody, whose first password is shown once, or changes what somebody may do and see. */
export function UserDialog({ applications, user }: UserDialogProps) {
  const [open, setOpen] = useState(false)
  const [password, setPassword] = useState<string | null>(null)
  const close = (next: boolean) => {
    setOpen(next)
    if (!next) setPassword(null)
  }
  const done = (made: string | null) => (made === null ? close(false) : setPassword(made))
  return (
    <Dialog open={open} onOpenChange={close}>
      <DialogTrigger asChild>
        {user ? (
          <Button variant="ghost">
            Change<span className="sr-only"> {user.email}</span>
          </Button>
        ) : (
          <Button>
            <UserPlus aria-hidden />
            Add user
          </Button>
        )}
      </DialogTrigger>
      <DialogContent {...headingOf(user, password !== null)}>
        {password ? (
          <ShownOnce value={password} what="password" />
        ) : (
          <UserForm applications={applications} user={user} onDone={done} />
        )}
      </DialogContent>
    </Dialog>
  )
}

function headingOf(user: User | null, isAdded: boolean): { title: string; description: string } {
  const handOver = 'It is shown once. Hand it over in person; they can set their own on their account page.'
  if (isAdded) return { title: 'Copy the password now', description: handOver }
  if (!user) return { title: 'Add a user', description: 'They get a password, which is shown to you once.' }
  const holds = 'What they may do and see holds from their next request on.'
  return { title: `Change ${user.email}`, description: holds }
}

const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: ROLE_WORDS[value].name }))

function UserForm({ applications, user, onDone }: UserDialogProps & { onDone: (password: string | null) => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>(user?.role ?? 'support')
  const [granted, setGranted] = useState(user?.applicationIDs ?? null)
  const { pending, problem, change } = useChange()
  const save = async () => {
    if (pending) return
    const rights = { role, applicationIDs: granted }
    const saved = user
      ? await change('PATCH', `users/${user.id}`, rights)
      : await change('POST', 'users', { email, ...rights })
    if (saved.ok) onDone(typeof saved.value.password === 'string' ? saved.value.password : null)
  }
  return (
    <form
      className="grid gap-4 overflow-y-auto px-4 pt-1 pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {!user && (
        <TextField
          label="E-mail"
          type="email"
          required
          autoFocus
          autoComplete="off"
          value={email}
          onChange={setEmail}
        />
      )}
      <div>
        <div className="flex items-center gap-2">
          <span className="font-medium">Role</span>
          <Select
            label="Role"
            options={ROLE_OPTIONS}
            value={role}
            onValueChange={(value) => setRole(ROLES.find((known) => known === value) ?? 'support')}
          />
        </div>
        <p className="mt-1 text-xs text-ink-3">{ROLE_WORDS[role].may}</p>
      </div>
      {role !== 'admin' && <GrantFields applications={applications} granted={granted} onChange={setGranted} />}
      <FormEnd problem={problem} pending={pending} label={user ? 'Save' : 'Add user'} />
    </form>
  )
}
