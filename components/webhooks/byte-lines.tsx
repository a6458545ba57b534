import { cn } from '@/components/ui/cn'
import type { ByteRow, Segment } from '@/lib/domain/byte-rows'

/** Rows of a hex dump with their text beside. */
export function ByteLines({ rows, label, className }: { rows: ByteRow[]; label: string; className?: string }) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className={cn('overflow-x-auto -outline-offset-2', className)}>
      <ol className="mono w-max min-w-full leading-5 whitespace-pre">
        {rows.map((row) => (
          <li key={row.offset} className="flex gap-x-5">
            <span className="text-ink-3 select-none">{row.offset.toString(16).padStart(4, '0')}</span>
            <span className="inline-block w-[47ch]">
              <Segments segments={row.hex} />
            </span>
            <span aria-hidden>
              <Segments segments={row.text} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** What differs is inverted, underlined and named, what is hidden dotted: never colour alone. */
export function Segments({ segments }: { segments: Segment[] }) {
  return segments.map(({ kind, text }, index) => {
    if (kind === 'plain') return <span key={index}>{text}</span>
    if (kind === 'hidden') {
      return (
        <span key={index} title="personal data, masked" className="text-ink-3">
          {text}
        </span>
      )
    }
    const [gap, byte] = text.length > 1 && text.startsWith(' ') ? [' ', text.slice(1)] : ['', text]
    return (
      <span key={index}>
        {gap}
        <mark
          title={kind === 'end' ? 'no byte here any more' : 'the first byte that differs'}
          className="rounded-xs bg-sign font-semibold text-panel underline"
        >
          {byte}
        </mark>
      </span>
    )
  })
}
