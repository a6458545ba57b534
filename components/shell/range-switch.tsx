'use client'

import { ChevronDown } from 'lucide-react'
import { parseAsString, useQueryStates } from 'nuqs'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { isRange, rangeLabel, RANGES } from '@/lib/format/range'
import { deskParams } from './params'
import { useDeskParams } from './use-frame'

/** A part of it that was brushed gives way to the range that is chosen. */
const RANGE_PARAMS = { range: deskParams.range, from: parseAsString, to: parseAsString }

export function RangeSwitch() {
  const [{ range }] = useDeskParams()
  const [zoom, setRange] = useQueryStates(RANGE_PARAMS, { shallow: false, history: 'push' })
  const zoomed = zoom.from !== null && zoom.to !== null
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="quiet">
          <span className="sr-only">Time range: {zoomed ? '' : 'last '}</span>
          {zoomed ? 'Custom' : rangeLabel(range)}
          <ChevronDown aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="min-w-32">
        <DropdownMenuRadioGroup
          value={zoomed ? '' : range}
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
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
