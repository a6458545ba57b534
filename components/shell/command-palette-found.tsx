'use client'

import { ClipboardCopy, Flag, Landmark, Link2, Phone, Route, Tag, User, Webhook, type LucideIcon } from 'lucide-react'
import { Badge, StatusPill } from '@/components/ui/status-pill'
import type { LookupKind } from '@/lib/domain/lookup'
import { hitTitle, type PaletteHit, type PaletteJourney } from './command-palette-hits'
import { PaletteGroup, PaletteItem } from './palette-item'
import type { Lookup } from './use-lookup'

const ICONS: Record<LookupKind, LucideIcon> = {
  journey: Route,
  borrower: User,
  offer: Tag,
  aa_session: Landmark,
  delivery: Webhook,
  event: Webhook,
  finding: Flag,
  request: Link2,
  correlation: Link2,
  call: Phone,
}

interface FoundProps {
  lookup: Lookup
  onOpen: (hit: PaletteHit) => void
  onCopy: (text: string) => void
}

/** What an ID names, each with where its journey stands; then what support can tell the borrower. */
export function Found({ lookup, onOpen, onCopy }: FoundProps) {
  if (lookup.state === 'none') return null
  if (lookup.state !== 'found' || lookup.hits.length === 0) return <Notice lookup={lookup} />
  const journey = onlyJourney(lookup.hits)
  return (
    <>
      <PaletteGroup heading={lookup.hits.length === 1 ? 'Go to' : `Go to one of ${lookup.hits.length}`}>
        {lookup.hits.map((hit) => (
          <Hit key={`${hit.kind} ${hit.href} ${hit.id}`} hit={hit} onOpen={onOpen} />
        ))}
      </PaletteGroup>
      {journey && (
        <PaletteGroup heading="Tell the borrower">
          <PaletteItem
            value="hit tell the borrower"
            icon={<ClipboardCopy />}
            onSelect={() => onCopy(journey.summary)}
            below={<span className="text-sm text-ink">{journey.summary}</span>}
          >
            <span className="text-xs text-ink-3">Enter copies it</span>
          </PaletteItem>
        </PaletteGroup>
      )}
    </>
  )
}

function Hit({ hit, onOpen }: { hit: PaletteHit; onOpen: FoundProps['onOpen'] }) {
  const Icon = ICONS[hit.kind]
  const { journey } = hit
  return (
    <PaletteItem
      value={`hit ${hit.kind} ${hit.href} ${hit.id}`}
      icon={<Icon aria-hidden />}
      onSelect={() => onOpen(hit)}
      aside={
        <>
          {journey?.stuck && <StatusPill tone="stuck">stuck</StatusPill>}
          {hit.application && <span className="max-w-28 truncate">{hit.application}</span>}
          {hit.environment === 'test' && <Badge>test</Badge>}
        </>
      }
      below={journey?.verdict ?? hit.detail}
    >
      {hitTitle(hit)}
    </PaletteItem>
  )
}

/** The journey that all hits belong to; null where they belong to none or to several. */
export function onlyJourney(hits: PaletteHit[]): PaletteJourney | null {
  const journeys = new Map(
    hits.flatMap(({ journey, applicationID }) => (journey ? [[`${applicationID} ${journey.journeyID}`, journey]] : [])),
  )
  const [first] = journeys.values()
  return journeys.size === 1 ? (first ?? null) : null
}

function Notice({ lookup }: { lookup: Exclude<Lookup, { state: 'none' }> }) {
  return (
    <p className="px-3 pt-3 pb-2 text-sm text-ink-2">
      {lookup.state === 'pending' && 'Looking it up…'}
      {lookup.state === 'failed' && lookup.message}
      {lookup.state === 'found' &&
        'Nothing here has this ID. It may be of another desk, or its event has not arrived. IDs are matched whole.'}
    </p>
  )
}
