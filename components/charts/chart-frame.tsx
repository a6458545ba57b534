'use client'

import { ChartColumn, Table2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'

interface ChartFrameProps {
  title: string
  /** Between the title and the switch to the table. */
  controls?: ReactNode
  legend?: ReactNode
  chart: ReactNode
  /** The same numbers as a table, for whoever cannot or does not want to read the chart. */
  table: ReactNode
}

export function ChartFrame({ title, controls, legend, chart, table }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false)
  return (
    <Panel aria-label={title}>
      <PanelHeader title={title}>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {controls}
          <Button
            variant="ghost"
            size="icon"
            className="-mr-1.5 size-6"
            aria-pressed={asTable}
            aria-label="Show as table"
            title={asTable ? 'Show as chart' : 'Show as table'}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <ChartColumn aria-hidden /> : <Table2 aria-hidden />}
          </Button>
        </div>
      </PanelHeader>
      <PanelBody>
        {asTable ? table : chart}
        {!asTable && legend}
      </PanelBody>
    </Panel>
  )
}
