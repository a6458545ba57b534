'use client'

import { Check, Copy } from 'lucide-react'
import { useCopy } from './copy-button'

/** Code as it is, in mono, with a copy button; scrolls sideways inside itself. */
export function CodeBlock({ title, source }: { title: string; source: string }) {
  const { copied, copy } = useCopy(source)
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
      <pre tabIndex={0} className="mono max-h-96 overflow-auto px-3 py-2.5 leading-5 -outline-offset-2">
        <code>{source}</code>
      </pre>
    </figure>
  )
}
