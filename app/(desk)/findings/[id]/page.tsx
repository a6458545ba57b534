import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ActivityList } from '@/components/findings/activity-list'
import { FindingDesk } from '@/components/findings/finding-desk'
import { FixPanel } from '@/components/findings/fix-panel'
import { FindingBanner, FindingFacts, FindingReasons } from '@/components/findings/finding-detail'
import { PartOf } from '@/components/findings/incident-detail'
import { Page } from '@/components/shell/page'
import type { ScreenProps, SearchParams } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams } from '@/components/shell/scope'
import { requireUser, type Principal } from '@/lib/auth'
import { isCondition } from '@/lib/domain/conditions'
import { DeskError } from '@/lib/errors'
import { causeGuide } from '@/lib/guidance'
import { FindingParamsSchema, readFinding } from '@/lib/query/finding'
import { listFindingActivity } from '@/lib/query/finding-activity'
import { readFrame } from '@/lib/query/frame'
import { readIncidentsOf } from '@/lib/query/incidents'
import { listPeople } from '@/lib/query/people'
import { readSession } from '@/lib/query/session'
import type { Finding } from '@/lib/query/schemas'

export const metadata: Metadata = { title: 'Finding' }

export default async function FindingPage({ params, searchParams }: ScreenProps<{ id: string }>) {
  const { id } = await params
  const search = await searchParams
  const user = await requireUser()
  const finding = await found(user, id, search)
  const [activity, people, incidents] = await Promise.all([
    activityOf(user, finding),
    listPeople(user),
    readIncidentsOf(user, finding),
  ])
  const link = (path: string) => withFrameParams(path, search)
  return (
    <Page>
      <FindingDesk
        finding={finding}
        people={people.data.map(({ email }) => email)}
        me={user.email}
        mayTriage={readSession(user).may.triage}
        banner={
          <>
            <FindingBanner finding={finding} link={link} />
            <PartOf incidents={incidents} link={link} />
          </>
        }
        facts={<FindingFacts finding={finding} />}
        reasons={<FindingReasons finding={finding} link={link} />}
        fix={<FixPanel steps={stepsOf(finding)} href={link(finding.guidance)} />}
        activity={
          <ActivityList
            activity={activity.data}
            firstSeenAt={finding.firstSeenAt}
            hasMore={activity.nextCursor !== null}
            link={link}
          />
        }
      />
    </Page>
  )
}

function stepsOf({ condition, cause }: Finding): string[] {
  return isCondition(condition) ? (causeGuide(condition, cause)?.steps ?? []) : []
}

function activityOf(user: Principal, { id, applicationID }: Finding) {
  return listFindingActivity(user, { findingID: id }, { applicationID })
}

async function found(user: Principal, id: string, search: Awaited<SearchParams>): Promise<Finding> {
  const { applicationID } = resolveScope((await readFrame(user)).applications, loadDeskParams(search))
  const parsed = FindingParamsSchema.safeParse({ findingID: id })
  if (!parsed.success) notFound()
  try {
    return await readFinding(user, { findingID: parsed.data.findingID, applicationID: applicationID ?? undefined })
  } catch (error) {
    if (error instanceof DeskError && error.code === 'NOT_FOUND') notFound()
    throw error
  }
}
