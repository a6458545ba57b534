import { SearchX } from 'lucide-react'
import Link from 'next/link'
import { Page } from '@/components/shell/page'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'

export default function NotFound() {
  return (
    <Page hiddenTitle="Not found">
      <Panel>
        <EmptyState
          icon={<SearchX />}
          title="There is nothing by this ID here"
          className="py-16"
          action={
            <>
              <Button asChild variant="primary">
                <Link href="/journeys">Search journeys</Link>
              </Button>
              <Button asChild>
                <Link href="/">Overview</Link>
              </Button>
            </>
          }
        >
          It may belong to another application or environment, be past its retention, or never have reached the desk.
        </EmptyState>
      </Panel>
    </Page>
  )
}
