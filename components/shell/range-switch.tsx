'use client'

import { ChevronDown } from 'lucide-react'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { isRange, rangeLabel, RANGES } from '@/lib/format/range'
import { useDeskParams } from './use-frame'

export function RangeSwitch() {
  const [{ range }, setParams] = useDeskParams()
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="quiet">
          <span className="sr-only">Time range: last </span>
          {rangeLabel(range)}
          <ChevronDown aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="min-w-32">
        <DropdownMenuRadioGroup
          value={range}
          onValueChange={(value) => {
            if (isRange(value)) void setParams({ range: value })
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
