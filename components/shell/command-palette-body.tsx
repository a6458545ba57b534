'use client'

import { Command, useCommandState } from 'cmdk'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Kbd } from '@/components/ui/kbd'
import type { FrameApplication } from '@/lib/query/frame'
import { Actions } from './command-palette-actions'
import { paletteScore } from './command-palette-filter'
import { Found } from './command-palette-found'
import { Guides, RecentPlaces, Screens, Views } from './command-palette-groups'
import { hitTitle, type PaletteHit } from './command-palette-hits'
import { readRecent, remember } from './command-palette-recent'
import type { Scope } from './scope'
import { useFrameHref } from './use-frame'
import { useLookup, type Lookup } from './use-lookup'
import { usePaletteViews } from './use-palette-views'

interface PaletteBodyProps {
  applications: FrameApplication[]
  scope: Scope
  email: string
  role: string
  onDone: () => void
}

export function PaletteBody({ applications, scope, email, role, onDone }: PaletteBodyProps) {
  const [query, setQuery] = useState('')
  const [told, setTold] = useState<string | null>(null)
  const [recent] = useState(() => readRecent(email))
  const lookup = useLookup(query)
  const views = usePaletteViews()
  const { go, open } = useDestinations({ scope, email, onDone })
  const onKeyDown = useHastyEnter(lookup, open)
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text)
    setTold('Copied: what to tell the borrower.')
  }
  const change = (text: string) => {
    setQuery(text)
    setTold(null)
  }
  const canRefresh = role === 'engineer' || role === 'admin'
  return (
    <Command
      label="Search or jump"
      className="flex min-h-0 flex-col"
      loop
      filter={paletteScore}
      onKeyDownCapture={onKeyDown}
    >
      <PaletteInput query={query} onChange={change} />
      <Command.List className="max-h-[min(520px,64vh)] overflow-y-auto p-1.5">
        <Found lookup={lookup} onOpen={open} onCopy={(text) => void copy(text)} />
        {lookup.state === 'none' && (
          <Command.Empty className="px-3 py-8 text-center text-ink-3">
            Nothing by that name. Any ID can be pasted whole: journey, borrower, offer, event, request, delivery.
          </Command.Empty>
        )}
        {query === '' && <RecentPlaces places={recent} go={go} />}
        <Screens go={go} />
        <Views views={views} go={go} />
        <Actions {...{ applications, scope, canRefresh, go, onDone }} onTell={setTold} />
        <Guides go={go} />
      </Command.List>
      <Announcement lookup={lookup} told={told} />
    </Command>
  )
}

function PaletteInput({ query, onChange }: { query: string; onChange: (text: string) => void }) {
  return (
    <div className="flex items-center gap-2.5 border-b border-line px-3.5">
      <Search className="size-4 shrink-0 text-ink-3" aria-hidden />
      <Command.Input
        autoFocus
        value={query}
        onValueChange={onChange}
        maxLength={200}
        placeholder="Paste any ID, a mobile number or PAN; or find a screen, view or action"
        className="h-11 w-full bg-transparent text-base text-ink outline-none placeholder:text-ink-3"
      />
      <Kbd className="rounded-xs border border-line px-1">esc</Kbd>
    </div>
  )
}

/** Ways out of the palette; each is remembered under its name. */
function useDestinations({ scope, email, onDone }: Pick<PaletteBodyProps, 'scope' | 'email' | 'onDone'>) {
  const router = useRouter()
  const href = useFrameHref()
  const go = (path: string, label: string) => {
    remember(email, { label, href: path })
    onDone()
    router.push(href(path))
  }
  const open = (hit: PaletteHit) => go(placeOf(hit, scope), hitTitle(hit))
  return { go, open }
}

/** What lives in the other environment is opened there, so that the frame tells the truth about it. */
function placeOf({ href, environment, applicationID }: PaletteHit, scope: Scope): string {
  const isElsewhere = environment !== null && environment !== scope.environment
  if (!isElsewhere || !applicationID || /[?&]app=/.test(href)) return href
  return `${href}${href.includes('?') ? '&' : '?'}app=${applicationID}&env=${environment}`
}

/** Enter before the answer is there: goes where it leads as soon as it comes, if it leads to one place. */
function useHastyEnter(lookup: Lookup, open: (hit: PaletteHit) => void) {
  const waiting = useRef<string | null>(null)

  // External system: the lookup of the server, which answers later than the key was pressed.
  useEffect(() => {
    if (lookup.state === 'pending' || waiting.current === null) return
    const isAnswer = lookup.state === 'found' && lookup.id === waiting.current
    waiting.current = null
    if (isAnswer && new Set(lookup.hits.map(({ href }) => href)).size === 1 && lookup.hits[0]) open(lookup.hits[0])
  }, [lookup, open])

  return (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || lookup.state !== 'pending') return
    event.preventDefault()
    event.stopPropagation()
    waiting.current = lookup.id
  }
}

/** One line at the foot: how something went, or how much there is to choose from. */
function Announcement({ lookup, told }: { lookup: Lookup; told: string | null }) {
  const count = useCommandState((state) => state.filtered.count)
  const counted = lookup.state === 'pending' ? 'Looking it up' : `${count} ${count === 1 ? 'result' : 'results'}`
  return (
    <div className="flex items-center justify-between gap-4 border-t border-line px-3.5 py-1.5 text-xs text-ink-3">
      <span role="status" className={told ? 'text-ink' : undefined}>
        {told ?? counted}
      </span>
      <span className="hidden shrink-0 gap-3 sm:flex" aria-hidden>
        <span>
          <Kbd>↑↓</Kbd> move
        </span>
        <span>
          <Kbd>↵</Kbd> open
        </span>
      </span>
    </div>
  )
}
