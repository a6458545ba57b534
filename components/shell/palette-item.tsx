'use client'

import { Command } from 'cmdk'
import type { ReactNode } from 'react'

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
}

export function PaletteItem({ value, icon, onSelect, children }: PaletteItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-8 items-center gap-2.5 rounded-sm px-2.5 text-sm data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:text-ink-3 [&_svg]:stroke-[1.75]"
    >
      {icon}
      <span className="truncate">{children}</span>
    </Command.Item>
  )
}
