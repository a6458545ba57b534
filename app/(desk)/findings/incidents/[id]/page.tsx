import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { FixPanel } from '@/components/findings/fix-panel'
import { IncidentBanner, IncidentFacts, IncidentReasons } from '@/components/findings/incident-detail'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { withFrameParams } from '@/components/shell/scope'
import { requireUser, type Principal } from '@/lib/auth'
import { isCondition } from '@/lib/domain/conditions'
import { DeskError } from '@/lib/errors'
import { causeGuide } from '@/lib/guidance'
import { IncidentParamsSchema, readIncident, type IncidentDetail } from '@/lib/query/incidents'

export const metadata: Metadata = { title: 'Incident' }

export default async function IncidentPage({ params, searchParams }: ScreenProps<{ id: string }>) {
  const { id } = await params
  const search = await searchParams
  const incident = await found(await requireUser(), id)
  const link = (path: string) => withFrameParams(path, search)
  return (
    <Page>
      <IncidentBanner incident={incident} link={link} />
      <IncidentFacts incident={incident} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,8fr)_minmax(0,5fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <IncidentReasons incident={incident} link={link} />
        </div>
        <FixPanel steps={stepsOf(incident)} href={link(incident.guidance)} />
      </div>
    </Page>
  )
}

function stepsOf({ condition, cause }: IncidentDetail): string[] {
  return isCondition(condition) ? (causeGuide(condition, cause)?.steps ?? []) : []
}

async function found(user: Principal, id: string): Promise<IncidentDetail> {
  const parsed = IncidentParamsSchema.safeParse({ incidentID: id })
  if (!parsed.success) notFound()
  try {
    return await readIncident(user, parsed.data)
  } catch (error) {
    if (error instanceof DeskError && error.code === 'NOT_FOUND') notFound()
    throw error
  }
}
