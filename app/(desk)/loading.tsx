import { Page } from '@/components/shell/page'
import { Panel, PanelBody } from '@/components/ui/panel'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <Page>
      <div role="status" className="contents">
        <span className="sr-only">Loading</span>
        <Skeleton className="h-7 w-2/3 max-w-xl" />
        <Skeleton className="h-4 w-1/3 max-w-sm" />
        <Panel>
          <PanelBody className="pt-4">
            <SkeletonRows rows={10} />
          </PanelBody>
        </Panel>
      </div>
    </Page>
  )
}
