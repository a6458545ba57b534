import type { ReactNode } from 'react'
import { cn } from './cn'

export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return <kbd className={cn('font-sans text-2xs text-ink-3', className)}>{children}</kbd>
}
