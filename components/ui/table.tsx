import type { ComponentProps } from 'react'
import { cn } from './cn'

interface TableProps extends ComponentProps<'table'> {
  /** Names the scrollable region for screen readers. */
  label: string
  wrapperClassName?: string
}

/** Scrolls sideways inside itself on narrow screens; the region takes focus so that the keyboard can scroll it. */
export function Table({ label, className, wrapperClassName, ...props }: TableProps) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className={cn('relative w-full overflow-x-auto', wrapperClassName)}
    >
      <table className={cn('w-full border-collapse text-sm', className)} {...props} />
    </div>
  )
}

export function TableHead({ className, ...props }: ComponentProps<'thead'>) {
  return <thead className={cn('border-b border-line', className)} {...props} />
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>) {
  return <tbody className={cn('[&_tr:last-child]:border-0', className)} {...props} />
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn('h-(--row) border-b border-line transition-colors duration-75 aria-selected:bg-hover', className)}
      {...props}
    />
  )
}

type CellProps = { numeric?: boolean }

export function TableHeader({ className, numeric, ...props }: ComponentProps<'th'> & CellProps) {
  return (
    <th
      scope="col"
      className={cn(
        'h-8 px-3 text-left text-2xs font-normal whitespace-nowrap text-ink-3 first:pl-4 last:pr-4',
        numeric && 'text-right',
        className,
      )}
      {...props}
    />
  )
}

export function TableCell({ className, numeric, ...props }: ComponentProps<'td'> & CellProps) {
  return (
    <td
      className={cn('px-3 py-1.5 align-middle first:pl-4 last:pr-4', numeric && 'text-right tabular-nums', className)}
      {...props}
    />
  )
}
