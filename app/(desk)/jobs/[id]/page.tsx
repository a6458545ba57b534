import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { JobProgress } from '@/components/jobs/job-progress'
import { JobRows } from '@/components/jobs/job-rows'
import { jobTone } from '@/components/jobs/job-words'
import { UndoJob } from '@/components/jobs/undo-job'
import { isUndoable } from '@/components/findings/triage-words'
import { orFirstPage } from '@/app/(desk)/or-first-page'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { pageHref, Pager } from '@/components/shell/pager'
import { withFrameParams } from '@/components/shell/scope'
import { Button } from '@/components/ui/button'
import { CopyableID } from '@/components/ui/copyable-id'
import { Count } from '@/components/ui/count'
import { KeyValue, KeyValueStrip } from '@/components/ui/key-value'
import { Panel, PanelBody, VerdictBanner } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime, RelativeTime } from '@/components/ui/time'
import { requireUser, type Principal } from '@/lib/auth'
import { DeskError } from '@/lib/errors'
import { JobParamsSchema, listJobRows, readJob, type Job } from '@/lib/query/jobs'
import { readSession } from '@/lib/query/session'

export const metadata: Metadata = { title: 'Job' }

export default async function JobPage({ params, searchParams }: ScreenProps<{ id: string }>) {
  const user = await requireUser()
  const [{ id }, search] = await Promise.all([params, searchParams])
  const job = await found(user, id)
  const path = `/jobs/${job.id}`
  const cursor = typeof search.cursor === 'string' ? search.cursor : null
  const outcome = typeof search.outcome === 'string' ? search.outcome.slice(0, 50) : null
  const query = { limit: 100, ...(outcome ? { outcome } : {}), ...(cursor ? { cursor } : {}) }
  const rows = await orFirstPage(listJobRows(user, { jobID: job.id }, query), cursor, pageHref(path, search, null))
  const link = (to: string) => withFrameParams(to, search)
  return (
    <Page>
      <JobBanner job={job} mayUndo={isUndoable(job) && readSession(user).may.triage} link={link} />
      <KeyValueStrip className="px-0.5">
        <KeyValue label="Asked by">{job.actor}</KeyValue>
        <KeyValue label="Asked">
          <ClockTime at={job.createdAt} />
        </KeyValue>
        <KeyValue label="Ended">{job.finishedAt ? <RelativeTime at={job.finishedAt} /> : 'not yet'}</KeyValue>
        <KeyValue label="Job">
          <CopyableID id={job.id} what="job ID" />
        </KeyValue>
      </KeyValueStrip>
      <Outcomes job={job} chosen={outcome} href={(value) => outcomeHref(path, search, value)} />
      <Panel>
        {rows.data.length > 0 ? (
          <JobRows kind={job.kind} rows={rows.data} link={link} />
        ) : (
          <PanelBody className="pt-4 text-ink-3">No row ended so.</PanelBody>
        )}
      </Panel>
      <Pager
        first={cursor ? pageHref(path, search, null) : null}
        next={rows.nextCursor ? pageHref(path, search, rows.nextCursor) : null}
      />
    </Page>
  )
}

interface JobBannerProps {
  job: Job
  mayUndo: boolean
  link: (path: string) => string
}

function JobBanner({ job, mayUndo, link }: JobBannerProps) {
  const other = job.undoes ?? job.undoneBy
  return (
    <VerdictBanner tone={jobTone(job)}>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <StatusPill tone={jobTone(job)}>{job.state}</StatusPill>
        <h1 className="text-lg font-semibold">{job.title}</h1>
        {mayUndo && <UndoJob jobID={job.id} />}
        {other && (
          <Link href={link(`/jobs/${other}`)} className="text-sm text-accent hover:underline">
            {job.undoes ? 'The job that it undoes' : 'Undone by this job'}
          </Link>
        )}
      </div>
      <p className="mt-1.5 mb-3 max-w-[90ch] text-ink-2">{job.reason}</p>
      <JobProgress done={job.done} total={job.total} ended={job.finishedAt !== null} />
      {job.error && <p className="mt-2 text-stuck">{job.error}</p>}
    </VerdictBanner>
  )
}

interface OutcomesProps {
  job: Job
  chosen: string | null
  href: (outcome: string | null) => string
}

/** How many rows ended how; each narrows the list. */
function Outcomes({ job, chosen, href }: OutcomesProps) {
  const pending = job.total - job.done
  const outcomes = [...Object.entries(job.outcomes), ...(pending > 0 ? [['pending', pending] as const] : [])]
  const all = [['all', job.total] as const, ...outcomes]
  return (
    <nav aria-label="Outcomes" className="flex flex-wrap gap-1.5">
      {all.map(([outcome, count]) => {
        const value = outcome === 'all' ? null : outcome
        return (
          <Button key={outcome} asChild variant={value === chosen ? 'outline' : 'quiet'}>
            <Link href={href(value)} aria-current={value === chosen ? 'true' : undefined}>
              {outcome} <Count value={count} className="text-ink-3" />
            </Link>
          </Button>
        )
      })}
    </nav>
  )
}

function outcomeHref(
  path: string,
  search: Record<string, string | string[] | undefined>,
  value: string | null,
): string {
  return pageHref(path, { ...search, outcome: value ?? undefined }, null)
}

async function found(user: Principal, id: string): Promise<Job> {
  const parsed = JobParamsSchema.safeParse({ jobID: id })
  if (!parsed.success) notFound()
  try {
    return await readJob(user, parsed.data)
  } catch (error) {
    if (error instanceof DeskError && error.code === 'NOT_FOUND') notFound()
    throw error
  }
}
