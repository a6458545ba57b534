import Link from 'next/link'
import { cn } from '@/components/ui/cn'
import { ClockTime, RelativeTime } from '@/components/ui/time'
import { formatDuration } from '@/lib/format/duration'
import type { Tone } from '@/lib/format/words'
import type { OverviewModel } from '@/lib/query/overview'
import type { SentencePart } from './sentence'

const UNDERLINE: Record<Tone, string> = {
  stuck: 'text-stuck decoration-stuck/60',
  wait: 'text-wait decoration-wait/60',
  good: 'text-good decoration-good/60',
  idle: 'decoration-line-strong',
  limit: 'text-limit decoration-limit/60',
  sign: 'text-sign decoration-sign/60',
  accent: 'text-accent decoration-accent/60',
}

interface FreshnessLineProps {
  freshness: OverviewModel['freshness']
  /** Null: no call was ever told of. */
  lastCallAt: Date | null
}

interface HeadlineProps {
  parts: SentencePart[]
  link: (path: string) => string
}

export function Headline({ parts, link }: HeadlineProps) {
  return (
    <h1 className="max-w-[62ch] text-xl font-medium tracking-[-0.01em] text-balance">
      {parts.map((part, index) =>
        part.href ? (
          <Link
            key={index}
            href={link(part.href)}
            className={cn(
              'rounded-xs underline decoration-2 underline-offset-[5px] hover:decoration-current',
              UNDERLINE[part.tone ?? 'idle'],
            )}
          >
            {part.text}
            {part.at && <ClockTime at={part.at} />}
          </Link>
        ) : (
          <span key={index} className={part.mono ? 'font-mono text-lg break-words' : undefined}>
            {part.text}
            {part.at && <ClockTime at={part.at} />}
          </span>
        ),
      )}
    </h1>
  )
}

/** When each source last spoke. "Never" is said, never left out. */
export function FreshnessLine({ freshness, lastCallAt }: FreshnessLineProps) {
  return (
    <ul aria-label="Data freshness" className="flex flex-wrap text-xs text-ink-3">
      <Source label="Webhooks">{freshness.webhookAt ? <RelativeTime at={freshness.webhookAt} /> : 'never'}</Source>
      <Source label="API calls">{lastCallAt ? <RelativeTime at={lastCallAt} /> : 'never'}</Source>
      <Source label="Platform pulls">{freshness.pulledAt ? <RelativeTime at={freshness.pulledAt} /> : 'never'}</Source>
      <Source label="Detection lag">{formatDuration(freshness.detectionLagMs)}</Source>
    </ul>
  )
}

function Source({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <li className="whitespace-nowrap not-last:after:px-1.5 not-last:after:content-['·']">
      {label} <span className="font-medium text-ink-2">{children}</span>
    </li>
  )
}
