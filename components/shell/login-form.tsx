'use client'

import { Eye, EyeOff, KeyRound, LoaderCircle, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { signIn } from 'next-auth/react'
import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { SENTENCES, ssoSentence, type Failure } from './login-words'

interface LoginFormProps {
  /** A path of our own, made safe by the page. */
  back: string
  hasSso: boolean
  /** Why single sign-on led back here. */
  error: string | null
}

export function LoginForm({ back, hasSso, error }: LoginFormProps) {
  const router = useRouter()
  const [failure, setFailure] = useState<Failure | null>(null)
  const [needsCode, setNeedsCode] = useState(false)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    setBusy(true)
    setFailure(null)
    const outcome = await attempt(new FormData(form))
    if (outcome === 'in') {
      router.replace(back)
      router.refresh()
      return
    }
    setBusy(false)
    if (outcome === 'code-needed') return setNeedsCode(true)
    setFailure(outcome)
    form.querySelector<HTMLInputElement>(FIELD_OF[outcome])?.select()
  }

  const backToPassword = () => {
    setNeedsCode(false)
    setFailure(null)
  }

  return (
    <div className="mt-8 flex flex-col gap-4">
      {!needsCode && <FailureNote id="sso-failure" sentence={ssoSentence(failure ? null : error)} />}
      {hasSso && !needsCode && <SsoButton back={back} />}
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4" aria-describedby="login-failure">
        <div className={needsCode ? 'hidden' : 'contents'}>
          <Field
            id="email"
            label="E-mail"
            type="email"
            autoComplete="username"
            autoFocus={!hasSso}
            invalid={failure === 'credentials'}
          />
          <PasswordField invalid={failure === 'credentials'} />
        </div>
        {needsCode && <CodeField invalid={failure === 'code'} />}
        <FailureNote id="login-failure" sentence={failure && SENTENCES[failure]} />
        <SubmitButton busy={busy} />
        {needsCode && <BackButton onBack={backToPassword} />}
      </form>
    </div>
  )
}

/** Why it did not work, read out as it appears. */
function FailureNote({ id, sentence }: { id: string; sentence: string | null }) {
  return (
    <div id={id} role="alert" className="empty:-mt-4">
      {sentence && (
        <p className="flex gap-2 rounded-md border border-stuck/40 bg-stuck-ground px-3 py-2 text-xs text-stuck">
          <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
          {sentence}
        </p>
      )}
    </div>
  )
}

function SubmitButton({ busy }: { busy: boolean }) {
  return (
    <Button type="submit" variant="primary" size="lg" disabled={busy}>
      {busy && <LoaderCircle className="animate-spin" aria-hidden />}
      {busy ? 'Signing in' : 'Sign in'}
    </Button>
  )
}

/** For whoever mistook the account, or the password manager that did. */
function BackButton({ onBack }: { onBack: () => void }) {
  return (
    <Button variant="ghost" size="lg" onClick={onBack}>
      Back
    </Button>
  )
}

const FIELD_OF: Record<Failure, string> = {
  credentials: '#password',
  code: '#code',
  throttled: '#email',
  unreachable: '#email',
}

async function attempt(data: FormData): Promise<'in' | 'code-needed' | Failure> {
  const text = (name: string) => String(data.get(name) ?? '')
  try {
    const given = { email: text('email'), password: text('password'), code: text('code') }
    const result = await signIn('credentials', { ...given, redirect: false })
    if (result?.ok && !result.error) return 'in'
    if (result?.error === 'CodeNeeded') return 'code-needed'
    if (result?.error === 'CodeWrong') return 'code'
    if (result?.status === 429) return 'throttled'
    return (result?.status ?? 500) >= 500 ? 'unreachable' : 'credentials'
  } catch {
    return 'unreachable'
  }
}

function SsoButton({ back }: { back: string }) {
  return (
    <>
      <Button size="lg" onClick={() => void signIn('sso', { callbackUrl: back })}>
        <KeyRound aria-hidden />
        Continue with single sign-on
      </Button>
      <p className="flex items-center gap-3 text-xs text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or with a password
      </p>
    </>
  )
}

function CodeField({ invalid }: { invalid: boolean }) {
  return (
    <div className="flex flex-col gap-1.5">
      <Field id="code" label="Code" type="text" autoComplete="one-time-code" autoFocus invalid={invalid} />
      <p className="text-xs text-ink-3">The six digits of your authenticator app, or a recovery code.</p>
    </div>
  )
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
