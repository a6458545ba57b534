'use client'

import { Download } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { useZone } from '@/components/ui/clock'
import { exportHref, type ExportQuery } from './export-href'

export type ExportList = 'journeys' | 'findings' | 'incidents' | 'deliveries' | 'errors' | 'rate-limits' | 'audit'

interface ExportButtonProps {
  list: ExportList
  /** The filter that is applied, as the read API takes it; null and undefined say nothing. */
  query: ExportQuery
  /** `all journeys that fit these filters` */
  what: string
  /** Exports are for ops and above; below, there is no button. */
  allowed: boolean
}

/** Loads what the filter says as CSV, all of it, and says so before it is pressed. */
export function ExportButton({ list, query, what, allowed }: ExportButtonProps) {
  const zone = useZone()
  if (!allowed) return null
  return (
    <Button asChild variant="quiet">
      <a
        href={exportHref(list, query, zone)}
        download
        title={`Exports ${what}, not this page alone. Times are in ${zone}. The export is written into the audit log.`}
        data-print="hide"
      >
        <Download aria-hidden /> Export CSV<span className="sr-only"> of {what}</span>
      </a>
    </Button>
  )
}
