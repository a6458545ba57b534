import type { Metadata } from 'next'
import { PasswordPanel } from '@/components/account/password-panel'
import { SecondFactorPanel } from '@/components/account/second-factor-panel'
import { SessionsPanel } from '@/components/account/sessions-panel'
import { Page } from '@/components/shell/page'
import { requireUser } from '@/lib/auth'
import { readAccount } from '@/lib/query/account'

export const metadata: Metadata = { title: 'Your account' }

export default async function AccountPage() {
  const account = await readAccount(await requireUser())
  const { email, role, hasPassword, totpSince, recoveryCodesLeft, sessions } = account
  return (
    <Page title="Your account" lead={`${email}, ${role}. A sign-in lasts 12 hours, or 2 hours without use.`}>
      <div className="grid max-w-3xl gap-4">
        <SessionsPanel sessions={sessions} hasPassword={hasPassword} />
        {hasPassword && <SecondFactorPanel since={totpSince} recoveryCodesLeft={recoveryCodesLeft} />}
        {hasPassword && <PasswordPanel />}
      </div>
    </Page>
  )
}
