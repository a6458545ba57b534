import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { FindingBanner, FindingFacts, FindingReasons } from '@/components/findings/finding-detail'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { withFrameParams } from '@/components/shell/scope'
import { requireUser } from '@/lib/auth'
import { DeskError } from '@/lib/errors'
import { FindingParamsSchema, readFinding } from '@/lib/query/finding'
import type { Finding } from '@/lib/query/schemas'

export const metadata: Metadata = { title: 'Finding' }

export default async function FindingPage({ params, searchParams }: ScreenProps<{ id: string }>) {
  const { id } = await params
  const search = await searchParams
  const finding = await found(id, typeof search.app === 'string' ? search.app : undefined)
  const link = (path: string) => withFrameParams(path, search)
  return (
    <Page>
      <FindingBanner finding={finding} link={link} />
      <FindingFacts finding={finding} />
      <FindingReasons finding={finding} link={link} />
    </Page>
  )
}

async function found(id: string, applicationID: string | undefined): Promise<Finding> {
  const user = await requireUser()
  const parsed = FindingParamsSchema.safeParse({ findingID: id })
  if (!parsed.success) notFound()
  try {
    return await readFinding(user, { findingID: parsed.data.findingID, applicationID })
  } catch (error) {
    if (error instanceof DeskError && error.code === 'NOT_FOUND') notFound()
    throw error
  }
}
