'use client'

import { TriangleAlert } from 'lucide-react'
import { Page } from '@/components/shell/page'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'

interface ErrorPageProps {
  error: Error & { digest?: string }
  reset: () => void
}

export default function DeskError({ error, reset }: ErrorPageProps) {
  return (
    <Page hiddenTitle="This page could not be read">
      <Panel role="alert">
        <EmptyState
          icon={<TriangleAlert />}
          title="This page could not be read"
          action={
            <Button variant="primary" onClick={reset}>
              Try again
            </Button>
          }
          className="py-16"
        >
          <p>
            Nothing was changed and incoming data is kept apart from this page. Where it stays so, check that the
            database is reachable.
          </p>
          {error.digest && (
            <p className="mt-2">
              Reference <code className="mono">{error.digest}</code>
            </p>
          )}
        </EmptyState>
      </Panel>
    </Page>
  )
}
