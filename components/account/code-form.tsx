'use client'

import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { AccountField } from './account-field'
import { requestAccount } from './account-request'
import { Told } from './told'

/** Turns the second factor on with the first code of the app. */
export function CodeForm({ onDone }: { onDone: (value: Record<string, unknown>) => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (pending) return
    const typed = Object.fromEntries(new FormData(event.currentTarget))
    setPending(true)
    const answered = await requestAccount('POST', 'totp/confirm', typed)
    setPending(false)
    setProblem(answered.ok ? null : answered.message)
    if (answered.ok) onDone(answered.value)
  }
  return (
    <form className="grid gap-3" onSubmit={(event) => void send(event)}>
      <AccountField label="Code of the app" name="code" autoComplete="one-time-code" className="mono h-8 max-w-52" />
      <Told problem={problem} />
      <div>
        <Button type="submit" variant="primary" aria-disabled={pending}>
          Turn on
        </Button>
      </div>
    </form>
  )
}
