import { ListChecks } from 'lucide-react'
import type { Metadata } from 'next'
import { orFirstPage } from '@/app/(desk)/or-first-page'
import { JobList } from '@/components/jobs/job-list'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { pageHref, Pager } from '@/components/shell/pager'
import { withFrameParams } from '@/components/shell/scope'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { requireUser } from '@/lib/auth'
import { listJobs } from '@/lib/query/jobs'

export const metadata: Metadata = { title: 'Jobs' }

export default async function JobsPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const cursor = typeof search.cursor === 'string' ? search.cursor : null
  const query = { limit: 50, ...(cursor ? { cursor } : {}) }
  const page = await orFirstPage(listJobs(user, query), cursor, pageHref('/jobs', search, null))
  return (
    <Page title="Jobs" lead="What was asked for over many rows at once, and what became of each row.">
      <Panel>
        {page.data.length > 0 ? (
          <JobList jobs={page.data} link={(path) => withFrameParams(path, search)} />
        ) : (
          <EmptyState icon={<ListChecks />} title="No job yet" className="py-16">
            A change of many findings or deliveries at once becomes a job here, with its reason and its outcome.
          </EmptyState>
        )}
      </Panel>
      <Pager
        first={cursor ? pageHref('/jobs', search, null) : null}
        next={page.nextCursor ? pageHref('/jobs', search, page.nextCursor) : null}
      />
    </Page>
  )
}
