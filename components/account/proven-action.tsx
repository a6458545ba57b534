'use client'

import { useState, type FormEvent, type ReactElement } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { AccountField } from './account-field'
import { requestAccount } from './account-request'
import { Told } from './told'

export interface ProvenActionProps {
  /** The button that opens it. */
  children: ReactElement
  title: string
  description: string
  /** What the button says that does it. */
  action: string
  /** False: they sign in with single sign-on, and a recent sign-in takes the password's place. */
  hasPassword: boolean
  /** A code of the second factor besides. */
  takesCode?: boolean
  method: 'POST' | 'DELETE'
  path: string
  onDone: (value: Record<string, unknown>) => void
}

/** Asks for the password first, so that a screen left open is not enough. */
export function ProvenAction({ children, title, description, action, ...asked }: ProvenActionProps) {
  const [open, setOpen] = useState(false)
  const { hasPassword, takesCode = false, method, path, onDone } = asked
  const { problem, pending, send, forget } = useProven({ method, path })
  const change = (next: boolean) => {
    setOpen(next)
    if (!next) forget()
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const value = await send(new FormData(event.currentTarget))
    if (!value) return
    change(false)
    onDone(value)
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>{children}</DialogTrigger>
      <DialogContent title={title} description={description}>
        <form className="grid gap-3 px-4 pt-2 pb-4" onSubmit={(event) => void submit(event)}>
          <ProofFields hasPassword={hasPassword} takesCode={takesCode} />
          <Told problem={problem} />
          <div className="flex justify-end gap-2">
            <DialogClose asChild>
              <Button type="button">Cancel</Button>
            </DialogClose>
            <Button type="submit" variant="primary" aria-disabled={pending}>
              {action}
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}

function ProofFields({ hasPassword, takesCode }: { hasPassword: boolean; takesCode: boolean }) {
  return (
    <>
      {hasPassword ? (
        <AccountField
          label="Your password"
          name="password"
          type="password"
          autoComplete="current-password"
          autoFocus
          className="h-8"
        />
      ) : (
        <p className="text-xs text-ink-3">It takes a sign-in of the last five minutes.</p>
      )}
      {takesCode && (
        <AccountField label="Code, or a recovery code" name="code" autoComplete="one-time-code" className="mono h-8" />
      )}
    </>
  )
}

function useProven({ method, path }: Pick<ProvenActionProps, 'method' | 'path'>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const send = async (form: FormData): Promise<Record<string, unknown> | null> => {
    if (pending) return null
    setPending(true)
    const answered = await requestAccount(method, path, Object.fromEntries(form))
    setPending(false)
    setProblem(answered.ok ? null : answered.message)
    return answered.ok ? answered.value : null
  }
  return { problem, pending, send, forget: () => setProblem(null) }
}
