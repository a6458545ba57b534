import { formatCount, formatExactCount } from '@/lib/format/number'

/** Shortened over 9,999; the exact number on hover. */
export function Count({ value, className }: { value: number; className?: string }) {
  const short = formatCount(value)
  const exact = formatExactCount(value)
  return (
    <span className={className} title={short === exact ? undefined : exact}>
      {short}
    </span>
  )
}
