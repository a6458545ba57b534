'use client'

import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { AccountField } from './account-field'
import { requestAccount } from './account-request'
import { Told } from './told'

export function PasswordPanel() {
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const [pending, setPending] = useState(false)

  const change = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (pending) return
    const form = event.currentTarget
    const data = new FormData(form)
    setPending(true)
    setDone(null)
    const body = { current: String(data.get('current')), password: String(data.get('password')) }
    const changed = await requestAccount('POST', 'password', body)
    setPending(false)
    setProblem(changed.ok ? null : changed.message)
    if (!changed.ok) return
    form.reset()
    setDone('Changed. Every other browser of yours is signed out.')
    router.refresh()
  }

  return (
    <Panel aria-labelledby="password-title">
      <PanelHeader id="password-title" title="Password" />
      <PanelBody>
        <form className="grid gap-3" onSubmit={(event) => void change(event)}>
          <AccountField label="Current password" name="current" type="password" autoComplete="current-password" />
          <AccountField label="New password" name="password" type="password" autoComplete="new-password" />
          <p className="text-xs text-ink-3">
            Hard to guess, at least 8 characters; four words that have nothing to do with each other are good.
          </p>
          <Told problem={problem} done={done} />
          <div>
            <Button type="submit" aria-disabled={pending}>
              {pending ? 'Changing…' : 'Change password'}
            </Button>
          </div>
        </form>
      </PanelBody>
    </Panel>
  )
}
