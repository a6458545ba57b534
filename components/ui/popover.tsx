'use client'

import { Popover as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { useOverlayRoot } from './overlay-root'

export const Popover = Radix.Root
export const PopoverTrigger = Radix.Trigger
export const PopoverClose = Radix.Close

export function PopoverContent({ className, sideOffset = 4, ...props }: ComponentProps<typeof Radix.Content>) {
  const container = useOverlayRoot()
  return (
    <Radix.Portal container={container}>
      <Radix.Content
        sideOffset={sideOffset}
        collisionPadding={8}
        className={cn('pop z-50 w-72 p-3 text-sm', className)}
        {...props}
      />
    </Radix.Portal>
  )
}
