import type { ComponentProps } from 'react'
import { cn } from './cn'

export function Kbd({ className, ...props }: ComponentProps<'kbd'>) {
  return <kbd className={cn('font-sans text-2xs text-ink-3', className)} {...props} />
}
