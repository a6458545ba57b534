import { Page } from '@/components/shell/page'
import { Panel, PanelBody } from '@/components/ui/panel'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <Page hiddenTitle="Journey">
      <div role="status" className="contents">
        <span className="sr-only">Loading the journey</span>
        <Panel className="border-l-4 p-4">
          <Skeleton className="h-6 w-2/3 max-w-xl" />
          <Skeleton className="mt-3 h-4 w-full max-w-3xl" />
          <Skeleton className="mt-2 h-4 w-1/2" />
          <Skeleton className="mt-4 h-7 w-72" />
        </Panel>
        <Skeleton className="h-9 w-full max-w-3xl" />
        {[2, 4, 5].map((rows) => (
          <Panel key={rows}>
            <PanelBody className="pt-3">
              <SkeletonRows rows={rows} />
            </PanelBody>
          </Panel>
        ))}
      </div>
    </Page>
  )
}
