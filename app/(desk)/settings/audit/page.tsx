import { ScrollText } from 'lucide-react'
import type { Metadata } from 'next'
import { orFirstPage } from '@/app/(desk)/or-first-page'
import { AuditSearch } from '@/components/audit/audit-search'
import { AuditTable } from '@/components/audit/audit-table'
import { isNarrowed, loadAuditParams } from '@/components/audit/params'
import { ExportButton } from '@/components/shell/export-button'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { pageHref, Pager } from '@/components/shell/pager'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope } from '@/components/shell/scope'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { shownTime } from '@/components/webhooks/params'
import { may, requireUser } from '@/lib/auth'
import { listAuditEntries } from '@/lib/query/audit'
import { readFrame } from '@/lib/query/frame'

export const metadata: Metadata = { title: 'Audit log' }

export default async function AuditPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  if (!may(user, 'admin')) return <NotForYou />
  const search = await searchParams
  const { applications } = await readFrame(user)
  const desk = loadDeskParams(search)
  const { cursor, from, to, ...words } = loadAuditParams(search)
  const time = shownTime({ from, to }, desk.range, new Date())
  const { applicationID } = resolveScope(applications, desk)
  const given = Object.fromEntries(Object.entries({ ...words, applicationID }).filter(([, value]) => value))
  const shown = { ...given, from: time.from, ...(time.chosen ? { to: time.to } : {}) }
  const list = listAuditEntries(user, { ...shown, limit: 50, ...(cursor ? { cursor } : {}) })
  const page = await orFirstPage(list, cursor, pageHref('/settings/audit', search, null))
  return (
    <Page
      title="Audit log"
      lead={
        <>
          Who did what, why and from where. Nobody can change it;{' '}
          <code className="mono whitespace-nowrap">desk audit verify</code> proves that nobody did.
        </>
      }
      actions={<ExportButton list="audit" query={shown} what={`the audit log ${time.words} as filtered`} allowed />}
    >
      <AuditSearch />
      <Panel>
        {page.data.length > 0 ? (
          <AuditTable entries={page.data} />
        ) : (
          <EmptyState icon={<ScrollText />} title={`No entry ${time.words}`} className="py-16">
            {isNarrowed(words) ? 'Widen who, what, subject or the time range.' : 'Nobody did anything that is audited.'}
          </EmptyState>
        )}
      </Panel>
      <Pager
        first={cursor ? pageHref('/settings/audit', search, null) : null}
        next={page.nextCursor ? pageHref('/settings/audit', search, page.nextCursor) : null}
      />
    </Page>
  )
}

function NotForYou() {
  return (
    <Page title="Audit log">
      <Panel>
        <EmptyState title="The audit log is for admins">
          Your role may not see who did what. Ask an admin for the entries that you need.
        </EmptyState>
      </Panel>
    </Page>
  )
}
