'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'
import { OverlayRoot } from './overlay-root'

export const Dialog = Radix.Root
export const DialogTrigger = Radix.Trigger
export const DialogClose = Radix.Close

function Overlay() {
  return <Radix.Overlay className="fixed inset-0 z-40 animate-[fade-in_120ms] bg-[rgb(0_0_0/0.4)]" />
}

interface DialogContentProps extends Omit<ComponentProps<typeof Radix.Content>, 'title'> {
  title: ReactNode
  description?: ReactNode
  /** Title and description are read out but not shown. */
  bare?: boolean
}

export function DialogContent({ title, description, bare = false, className, children, ...props }: DialogContentProps) {
  return (
    <Radix.Portal>
      <Overlay />
      <Radix.Content
        {...(description ? {} : { 'aria-describedby': undefined })}
        className={cn(
          'pop fixed top-[12vh] left-1/2 z-50 flex max-h-[80vh] w-[calc(100vw-32px)] max-w-lg -translate-x-1/2 flex-col overflow-hidden',
          className,
        )}
        {...props}
      >
        <div className={bare ? 'sr-only' : 'flex items-start gap-4 px-4 pt-4 pb-2'}>
          <div className="min-w-0 flex-1">
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            {description && <Radix.Description className="mt-1 text-ink-2">{description}</Radix.Description>}
          </div>
          {!bare && (
            <Radix.Close aria-label="Close" className="rounded-sm p-1 text-ink-3 hover:bg-hover hover:text-ink">
              <X className="size-4" aria-hidden />
            </Radix.Close>
          )}
        </div>
        <OverlayRoot>{children}</OverlayRoot>
      </Radix.Content>
    </Radix.Portal>
  )
}

/** A drawer from the left edge, for the rail on narrow screens. */
export function DrawerContent({ title, className, children, ...props }: Omit<DialogContentProps, 'bare'>) {
  return (
    <Radix.Portal>
      <Overlay />
      <Radix.Content
        aria-describedby={undefined}
        className={cn(
          'fixed inset-y-0 left-0 z-50 flex w-64 max-w-[85vw] animate-[slide-in-left_140ms_var(--ease-out)] flex-col border-r border-line bg-sunken',
          className,
        )}
        {...props}
      >
        <Radix.Title className="sr-only">{title}</Radix.Title>
        <OverlayRoot>{children}</OverlayRoot>
      </Radix.Content>
    </Radix.Portal>
  )
}
