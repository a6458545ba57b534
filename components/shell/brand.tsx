import { cn } from '@/components/ui/cn'

/** The mark: a path with a stop in it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className={cn('size-5 shrink-0', className)}>
      <rect width="20" height="20" rx="5" className="fill-ink" />
      <path
        d="M11.6 5.2v6.1a2.9 2.9 0 0 1-5.2 1.8"
        className="stroke-ground"
        fill="none"
        strokeWidth="2.1"
        strokeLinecap="round"
      />
      <circle cx="14.2" cy="14.2" r="1.15" className="fill-ground" />
    </svg>
  )
}

export function Brand({ collapsed = false }: { collapsed?: boolean }) {
  return (
    <span className="flex items-center gap-2.5 text-sm font-semibold">
      <Mark />
      <span className={collapsed ? 'sr-only' : 'whitespace-nowrap'}>Journey Desk</span>
    </span>
  )
}
