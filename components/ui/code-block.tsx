'use client'

import { Check, ChevronDown, Copy } from 'lucide-react'
import { useId, useState } from 'react'
import { cn } from './cn'
import { useCopy } from './copy-button'

/** Longer code starts folded to less than this, so that folding always hides a good part. */
const WHOLE_LINES = 24

/** Code as it is, in mono, with a copy button; scrolls sideways inside itself, and says how long it is where it is folded. */
export function CodeBlock({ title, source }: { title: string; source: string }) {
  const { copied, copy } = useCopy(source)
  const [open, setOpen] = useState(false)
  const id = useId()
  const lines = source.trimEnd().split('\n').length
  const long = lines > WHOLE_LINES
  return (
    <figure className="overflow-hidden rounded-md border border-line bg-sunken">
      <figcaption className="flex min-h-8 items-center justify-between gap-3 border-b border-line py-0.5 pr-1 pl-3 text-xs text-ink-2">
        {title}
        <button
          type="button"
          onClick={copy}
          aria-label={`Copy code: ${title}`}
          className="inline-flex h-6 items-center gap-1 rounded-sm px-1.5 text-2xs text-ink-3 hover:bg-hover hover:text-ink"
        >
          {copied ? <Check className="size-3" aria-hidden /> : <Copy className="size-3" aria-hidden />}
          <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
        </button>
      </figcaption>
      <pre
        id={id}
        tabIndex={0}
        className={cn(
          'mono overflow-x-auto px-3 py-2.5 leading-5 -outline-offset-2',
          long && !open && 'max-h-80 overflow-y-hidden mask-b-from-[calc(100%-3rem)] print:max-h-none print:mask-none',
        )}
      >
        <code>{source}</code>
      </pre>
      {long && (
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="flex h-8 w-full items-center justify-center gap-1.5 border-t border-line text-xs text-ink-2 -outline-offset-2 hover:bg-hover hover:text-ink print:hidden"
        >
          <ChevronDown className={cn('size-3.5', open && 'rotate-180')} aria-hidden />
          {open ? 'Show fewer lines' : `Show all ${lines} lines`}
          <span className="sr-only"> of {title}</span>
        </button>
      )}
    </figure>
  )
}
