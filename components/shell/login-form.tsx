'use client'

import { Eye, EyeOff, LoaderCircle, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { signIn } from 'next-auth/react'
import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'

type Failure = 'credentials' | 'throttled' | 'unreachable'

const SENTENCES: Record<Failure, string> = {
  credentials: 'E-mail or password is wrong. Both are checked together, so we cannot say which.',
  throttled: 'Too many attempts. Wait five minutes, then try again.',
  unreachable: 'The desk did not answer. Check your connection, then try again.',
}

/** `back` is a path of our own, made safe by the page. */
export function LoginForm({ back }: { back: string }) {
  const router = useRouter()
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    setBusy(true)
    setFailure(null)
    const problem = await attempt(String(data.get('email') ?? ''), String(data.get('password') ?? ''))
    if (problem === null) {
      router.replace(back)
      router.refresh()
      return
    }
    setBusy(false)
    setFailure(problem)
    form.querySelector<HTMLInputElement>(problem === 'credentials' ? '#password' : '#email')?.select()
  }

  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="mt-8 flex flex-col gap-4"
      aria-describedby="login-failure"
    >
      <Field
        id="email"
        label="E-mail"
        type="email"
        autoComplete="username"
        autoFocus
        invalid={failure === 'credentials'}
      />
      <PasswordField invalid={failure === 'credentials'} />
      <div id="login-failure" role="alert">
        {failure && (
          <p className="flex gap-2 rounded-md border border-stuck/40 bg-stuck-ground px-3 py-2 text-xs text-stuck">
            <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
            {SENTENCES[failure]}
          </p>
        )}
      </div>
      <Button type="submit" variant="primary" size="lg" disabled={busy}>
        {busy && <LoaderCircle className="animate-spin" aria-hidden />}
        {busy ? 'Signing in' : 'Sign in'}
      </Button>
    </form>
  )
}

async function attempt(email: string, password: string): Promise<Failure | null> {
  try {
    const result = await signIn('credentials', { email, password, redirect: false })
    if (result?.ok && !result.error) return null
    if (result?.status === 429 || /throttl|too.?many/i.test(result?.error ?? '')) return 'throttled'
    return (result?.status ?? 500) >= 500 ? 'unreachable' : 'credentials'
  } catch {
    return 'unreachable'
  }
}

interface FieldProps {
  id: string
  label: string
  type: string
  autoComplete: string
  autoFocus?: boolean
  invalid: boolean
}

function Field({ id, label, invalid, ...props }: FieldProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-xs font-medium">
        {label}
      </label>
      <Input
        id={id}
        name={id}
        required
        aria-invalid={invalid || undefined}
        className="h-10 px-3 text-base"
        {...props}
      />
    </div>
  )
}

function PasswordField({ invalid }: { invalid: boolean }) {
  const [shown, setShown] = useState(false)
  return (
    <div className="relative">
      <Field
        id="password"
        label="Password"
        type={shown ? 'text' : 'password'}
        autoComplete="current-password"
        invalid={invalid}
      />
      <button
        type="button"
        aria-pressed={shown}
        aria-label="Show password"
        onClick={() => setShown(!shown)}
        className="absolute right-1.5 bottom-1.5 grid size-7 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
      >
        {shown ? <EyeOff className="size-4" aria-hidden /> : <Eye className="size-4" aria-hidden />}
      </button>
    </div>
  )
}
