'use client'

import { Command } from 'cmdk'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

export function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  )
}

interface PaletteItemProps {
  value: string
  icon: ReactNode
  onSelect: () => void
  children: ReactNode
  /** At the end of the line: a count, a status. */
  aside?: ReactNode
  /** A second line. */
  below?: ReactNode
}

export function PaletteItem({ value, icon, onSelect, children, aside, below }: PaletteItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className={cn(
        'flex gap-2.5 rounded-sm px-2.5 text-sm data-[selected=true]:bg-hover [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-3 [&>svg]:stroke-[1.75]',
        below ? 'items-start py-2 [&>svg]:mt-0.5' : 'min-h-8 items-center',
      )}
    >
      {icon}
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate">{children}</span>
          {aside && <span className="ml-auto flex shrink-0 items-center gap-2 text-xs text-ink-3">{aside}</span>}
        </span>
        {below && <span className="text-xs text-ink-2">{below}</span>}
      </span>
    </Command.Item>
  )
}
