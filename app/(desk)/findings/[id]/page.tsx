import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { FixPanel } from '@/components/findings/fix-panel'
import { FindingBanner, FindingFacts, FindingReasons } from '@/components/findings/finding-detail'
import { Page } from '@/components/shell/page'
import type { ScreenProps, SearchParams } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams } from '@/components/shell/scope'
import { requireUser } from '@/lib/auth'
import { isCondition } from '@/lib/domain/conditions'
import { DeskError } from '@/lib/errors'
import { causeGuide } from '@/lib/guidance'
import { FindingParamsSchema, readFinding } from '@/lib/query/finding'
import { readFrame } from '@/lib/query/frame'
import type { Finding } from '@/lib/query/schemas'

export const metadata: Metadata = { title: 'Finding' }

export default async function FindingPage({ params, searchParams }: ScreenProps<{ id: string }>) {
  const { id } = await params
  const search = await searchParams
  const finding = await found(id, search)
  const link = (path: string) => withFrameParams(path, search)
  return (
    <Page>
      <FindingBanner finding={finding} link={link} />
      <FindingFacts finding={finding} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <FindingReasons finding={finding} link={link} />
        </div>
        <FixPanel steps={stepsOf(finding)} href={link(finding.guidance)} />
      </div>
    </Page>
  )
}

function stepsOf({ condition, cause }: Finding): string[] {
  return isCondition(condition) ? (causeGuide(condition, cause)?.steps ?? []) : []
}

async function found(id: string, search: Awaited<SearchParams>): Promise<Finding> {
  const user = await requireUser()
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
