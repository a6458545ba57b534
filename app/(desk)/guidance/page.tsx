import type { Metadata } from 'next'
import { GuidanceIndex } from '@/components/guidance/guidance-index'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams } from '@/components/shell/scope'
import { requireUser } from '@/lib/auth'
import { readFrame } from '@/lib/query/frame'
import { readGuidanceIndex } from '@/lib/query/guidance'

export const metadata: Metadata = { title: 'Guidance' }

export default async function GuidanceIndexPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const { applications } = await readFrame(user)
  const entries = await readGuidanceIndex(user, resolveScope(applications, loadDeskParams(search)))
  return (
    <Page
      title="Guidance"
      lead="What goes wrong, how we know, and how to put it right. Counts are of findings open now."
    >
      <GuidanceIndex entries={entries} link={(path) => withFrameParams(path, search)} />
    </Page>
  )
}
