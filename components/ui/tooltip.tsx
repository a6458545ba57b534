'use client'

import { Tooltip as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'
import { useOverlayRoot } from './overlay-root'

export const TooltipProvider = Radix.Provider

interface TooltipProps {
  content: ReactNode
  /** One element that takes a ref; make it focusable where the content matters. */
  children: ReactNode
  side?: ComponentProps<typeof Radix.Content>['side']
  className?: string
}

export function Tooltip({ content, children, side = 'top', className }: TooltipProps) {
  const container = useOverlayRoot()
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn('pop z-60 max-w-80 rounded-md px-2 py-1 text-xs text-ink', className)}
        >
          {content}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
