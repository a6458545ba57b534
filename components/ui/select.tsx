'use client'

import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from './dropdown-menu'

interface SelectProps {
  /** Says what is chosen here, for screen readers. */
  label: string
  options: readonly { value: string; label: ReactNode }[]
  value?: string
  onValueChange?: (value: string) => void
  placeholder?: string
  disabled?: boolean
  className?: string
}

/** One of a few. A menu of radio items rather than Radix Select, which hides the page behind it from screen readers. */
export function Select({ label, options, value, onValueChange, placeholder, disabled, className }: SelectProps) {
  const chosen = options.find((option) => option.value === value)
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        disabled={disabled}
        className={cn(
          'inline-flex h-7 items-center justify-between gap-1.5 rounded-md border border-line bg-panel px-2.5 text-xs text-ink whitespace-nowrap hover:bg-hover disabled:opacity-50 data-[state=open]:bg-hover',
          className,
        )}
      >
        <span className="sr-only">{label}: </span>
        {chosen ? chosen.label : <span className="text-ink-3">{placeholder}</span>}
        <ChevronDown className="size-3.5 text-ink-3" aria-hidden />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="min-w-(--radix-dropdown-menu-trigger-width)">
        <DropdownMenuRadioGroup {...(value === undefined ? {} : { value })} onValueChange={onValueChange}>
          {options.map((option) => (
            <DropdownMenuRadioItem key={option.value} value={option.value}>
              {option.label}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
