'use client'

import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

interface SelectProps extends Omit<ComponentProps<typeof Radix.Root>, 'children'> {
  /** Says what is chosen here, for screen readers. */
  label: string
  options: readonly { value: string; label: ReactNode }[]
  placeholder?: string
  className?: string
}

export function Select({ label, options, placeholder, className, ...props }: SelectProps) {
  return (
    <Radix.Root {...props}>
      <Radix.Trigger
        aria-label={label}
        className={cn(
          'inline-flex h-7 items-center justify-between gap-1.5 rounded-md border border-line bg-panel px-2.5 text-xs text-ink whitespace-nowrap hover:bg-hover disabled:opacity-50 data-[placeholder]:text-ink-3',
          className,
        )}
      >
        <Radix.Value placeholder={placeholder} />
        <Radix.Icon asChild>
          <ChevronDown className="size-3.5 text-ink-3" aria-hidden />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="pop z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="relative flex min-h-7 items-center rounded-sm py-1 pr-8 pl-2 text-sm outline-none select-none data-[highlighted]:bg-hover"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator className="absolute right-2">
                  <Check className="size-3.5 text-ink-3" aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
