'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { AccountField } from './account-field'
import { requestAccount } from './account-request'
import { Told } from './told'

interface CodeFormProps {
  path: 'totp/confirm' | 'totp/remove'
  label: string
  action: string
  variant: 'primary' | 'outline'
  takesPassword?: boolean
  onDone: (value: Record<string, unknown>) => void
}

export function CodeForm({ path, label, action, variant, takesPassword = false, onDone }: CodeFormProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (pending) return
    const typed = Object.fromEntries(new FormData(event.currentTarget))
    setPending(true)
    const answered = await requestAccount('POST', path, typed)
    setPending(false)
    setProblem(answered.ok ? null : answered.message)
    if (answered.ok) onDone(answered.value)
  }
  return (
    <form className="grid gap-3" onSubmit={(event) => void send(event)}>
      {takesPassword && (
        <AccountField label="Your password" name="password" type="password" autoComplete="current-password" />
      )}
      <AccountField label={label} name="code" autoComplete="one-time-code" className="mono h-8 max-w-52" />
      <Told problem={problem} />
      <div>
        <Button type="submit" variant={variant} aria-disabled={pending}>
          {action}
        </Button>
      </div>
    </form>
  )
}
