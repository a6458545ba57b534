import { Lock } from 'lucide-react'
import type { Metadata } from 'next'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams } from '@/components/shell/scope'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { SignatureDebugger } from '@/components/webhooks/signature-debugger'
import { may, requireUser } from '@/lib/auth'
import { readFrame } from '@/lib/query/frame'

export const metadata: Metadata = { title: 'Signature debugger' }

export default async function DebuggerPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const { applications } = await readFrame(user)
  const scope = resolveScope(applications, loadDeskParams(search))
  return (
    <Page
      title="Signature debugger"
      lead="Paste what a receiver got, and see why its signature fails. Computed in memory: nothing of it is stored or logged."
    >
      {may(user, 'debug') ? (
        <SignatureDebugger
          applications={applications.map(({ applicationID, name, environment }) => ({
            applicationID,
            name,
            environment,
          }))}
          chosen={scope.applicationID}
          guidance={withFrameParams('/guidance/webhook-signature-failure', search)}
        />
      ) : (
        <Panel>
          <EmptyState icon={<Lock />} title="The debugger is for engineers and admins" className="py-16">
            It works with webhook bodies, which hold borrowers’ personal data, and with secrets. Your role shows the
            verdict and the explanation of every delivery that arrived.
          </EmptyState>
        </Panel>
      )}
    </Page>
  )
}
