import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { LoginForm } from '@/components/shell/login-form'
import { LoginAside } from '@/components/shell/login-aside'
import type { ScreenProps } from '@/components/shell/page-props'
import { Brand } from '@/components/shell/brand'
import { currentUser, hasSso, safeCallbackPath } from '@/lib/auth'

export const metadata: Metadata = { title: 'Sign in' }

export default async function LoginPage({ searchParams }: ScreenProps) {
  const params = await searchParams
  const back = safeCallbackPath(typeof params.callbackUrl === 'string' ? params.callbackUrl : null)
  if (await currentUser()) redirect(back)
  return (
    <main className="grid min-h-dvh lg:grid-cols-[minmax(420px,5fr)_7fr]">
      <div className="flex flex-col px-6 py-6 sm:px-10">
        <Brand />
        <div className="mx-auto flex w-full max-w-80 flex-1 flex-col justify-center py-12">
          <h1 className="text-2xl font-semibold tracking-tight">Sign in</h1>
          <p className="mt-1 text-balance text-ink-2">To see which journeys are stuck, and whose move it is.</p>
          <LoginForm back={back} hasSso={hasSso()} error={typeof params.error === 'string' ? params.error : null} />
        </div>
        <p className="text-xs text-ink-3">
          {hasSso()
            ? 'Accounts are made with the first single sign-on, or by an administrator of this desk.'
            : 'Accounts are made by an administrator of this desk.'}
        </p>
      </div>
      <LoginAside />
    </main>
  )
}
