import { Page } from '@/components/shell/page'
import { Panel } from '@/components/ui/panel'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <Page title="Journeys">
      <div role="status" className="contents">
        <span className="sr-only">Loading journeys</span>
        <div className="flex h-9 items-center gap-5 border-b border-line">
          {['w-12', 'w-28', 'w-24', 'w-10', 'w-12', 'w-8'].map((width, index) => (
            <Skeleton key={index} className={`h-3 ${width}`} />
          ))}
        </div>
        <Skeleton className="h-7 w-full max-w-2xl" />
        <Panel>
          <SkeletonRows rows={14} className="px-4" />
        </Panel>
      </div>
    </Page>
  )
}
