'use client'

import { ChevronDown } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { parseAsIsoDateTime, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { useNow, useZone } from '@/components/ui/clock'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { isRange, isWindow, rangeLabel, rangeMs, RANGES } from '@/lib/format/range'
import { formatClock } from '@/lib/format/time'
import { CustomRange, takesCustomRange } from './custom-range'
import { deskParams } from './params'
import { useDeskParams } from './use-frame'

/** A part of it that was brushed or entered gives way to the range that is chosen. */
const RANGE_PARAMS = { range: deskParams.range, from: parseAsIsoDateTime, to: parseAsIsoDateTime }

export function RangeSwitch() {
  const [{ range }] = useDeskParams()
  const [{ from, to }, setRange] = useQueryStates(RANGE_PARAMS, { shallow: false, history: 'push' })
  const [isEntering, setEntering] = useState(false)
  const router = useRouter()
  const pathname = usePathname()
  const now = useNow(60_000)
  const zone = useZone()
  const isCustom = takesCustomRange(pathname)
  const zoom = isCustom && from && to && isWindow(from, to) ? { from, to } : null
  const shown = zoom ?? { from: new Date(now.getTime() - rangeMs(range)), to: now }
  const apply = (begins: Date, ends: Date) => {
    setEntering(false)
    void setRange({ from: begins, to: ends }).then(() => router.refresh())
  }
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="quiet">
            <span className="sr-only">Time range: {zoom ? '' : 'last '}</span>
            {zoom ? <ZoomLabel {...zoom} now={now} zone={zone} /> : rangeLabel(range)}
            <ChevronDown aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="min-w-32">
          <DropdownMenuRadioGroup
            value={zoom ? '' : range}
            onValueChange={(value) => {
              if (isRange(value)) void setRange({ range: value, from: null, to: null })
            }}
          >
            {RANGES.map((option) => (
              <DropdownMenuRadioItem key={option} value={option}>
                Last {rangeLabel(option)}
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
          {isCustom && (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem onSelect={() => setEntering(true)}>Custom…</DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <CustomRange open={isEntering} onOpenChange={setEntering} {...shown} zone={zone} onApply={apply} />
    </>
  )
}

/** The times where there is room for them. */
function ZoomLabel({ from, to, now, zone }: { from: Date; to: Date; now: Date; zone: string }) {
  return (
    <>
      <span className="sm:hidden">Custom</span>
      <span className="max-sm:hidden">
        {formatClock(from, now, zone)} – {formatClock(to, now, zone)}
      </span>
    </>
  )
}
