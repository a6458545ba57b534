'use client'

import { Check, Copy } from 'lucide-react'
import { shortenID } from '@/lib/format/id'
import { cn } from './cn'
import { useCopy } from './copy-button'

interface CopyableIDProps {
  id: string
  /** What it is, for the button's name: `journey ID`. */
  what?: string
  /** Shows it whole. */
  full?: boolean
  className?: string
}

/** An ID in mono, shortened in the middle, whole on hover; a click copies it whole. */
export function CopyableID({ id, what = 'ID', full = false, className }: CopyableIDProps) {
  const { copied, copy } = useCopy(id)
  return (
    <button
      type="button"
      onClick={copy}
      title={id}
      className={cn(
        'group mono -mx-1 inline-flex min-h-6 max-w-full items-center gap-1 rounded-sm px-1 text-left hover:bg-hover',
        className,
      )}
    >
      <span className="sr-only">Copy {what} </span>
      {full ? <span className="break-all">{id}</span> : <Shortened id={id} />}
      {copied ? (
        <Check className="size-3 shrink-0 text-good" aria-hidden />
      ) : (
        <Copy
          className="size-3 shrink-0 text-ink-3 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
          aria-hidden
        />
      )}
      <span aria-live="polite" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </button>
  )
}

/** An ID that is not copied on click, for use inside links. */
export function ShortID({ id, className }: { id: string; className?: string }) {
  return (
    <span title={id} className={cn('mono', className)}>
      <Shortened id={id} />
    </span>
  )
}

/** Paper has no hover: there it stands whole. */
function Shortened({ id }: { id: string }) {
  const short = shortenID(id)
  if (short === id) return <span className="whitespace-nowrap">{id}</span>
  return (
    <>
      <span className="whitespace-nowrap print:hidden">{short}</span>
      <span className="hidden break-all print:inline">{id}</span>
    </>
  )
}
