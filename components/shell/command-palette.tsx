'use client'

import { Command } from 'cmdk'
import { ArrowRight, BookOpen, Monitor, Moon, Search, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { CONDITIONS } from '@/lib/domain/conditions'
import { shortenID } from '@/lib/format/id'
import { PaletteGroup, PaletteItem } from './palette-item'
import { SCREENS, SETTINGS_SCREEN } from './screens'
import { useFrameHref } from './use-frame'

/** Looks like an ID rather than a word: no spaces, six characters or more, a digit among them. */
export function looksLikeID(text: string): boolean {
  return /^[\w.:-]{6,128}$/.test(text) && /\d/.test(text)
}

export function CommandPalette() {
  const [open, setOpen] = useState(false)

  // External system: the keyboard of the whole page.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      setOpen((was) => !was)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  return (
    <>
      <Button
        variant="quiet"
        onClick={() => setOpen(true)}
        aria-keyshortcuts="Meta+K Control+K"
        className="px-2 text-ink-3 lg:w-44 lg:justify-between"
      >
        <Search className="lg:hidden" aria-hidden />
        <span className="sr-only font-normal lg:not-sr-only">Search or jump</span>
        <Kbd aria-hidden className="hidden lg:inline">
          ⌘K
        </Kbd>
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent bare title="Search or jump" className="max-w-xl">
          <PaletteBody onDone={() => setOpen(false)} />
        </DialogContent>
      </Dialog>
    </>
  )
}

function PaletteBody({ onDone }: { onDone: () => void }) {
  const [query, setQuery] = useState('')
  const router = useRouter()
  const href = useFrameHref()
  const id = query.trim()
  const go = (path: string) => {
    onDone()
    router.push(href(path))
  }
  return (
    <Command label="Search or jump" className="flex min-h-0 flex-col" loop>
      <div className="flex items-center gap-2.5 border-b border-line px-3.5">
        <Search className="size-4 shrink-0 text-ink-3" aria-hidden />
        <Command.Input
          autoFocus
          value={query}
          onValueChange={setQuery}
          placeholder="Paste a journey ID, or find a screen or guidance"
          className="h-11 w-full bg-transparent text-base text-ink outline-none placeholder:text-ink-3"
        />
        <Kbd className="rounded-xs border border-line px-1">esc</Kbd>
      </div>
      <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-ink-3">
          Nothing by that name. A journey opens by its whole ID.
        </Command.Empty>
        {looksLikeID(id) && (
          <PaletteGroup heading="Go to">
            <PaletteItem
              value={`journey ${id}`}
              icon={<ArrowRight />}
              onSelect={() => go(`/journeys/${encodeURIComponent(id)}`)}
            >
              Journey <span className="mono">{shortenID(id, 18, 6)}</span>
            </PaletteItem>
          </PaletteGroup>
        )}
        <Screens go={go} />
        <Guides go={go} />
        <Themes onDone={onDone} />
      </Command.List>
    </Command>
  )
}

type Go = { go: (path: string) => void }

function Screens({ go }: Go) {
  return (
    <PaletteGroup heading="Screens">
      {[...SCREENS, SETTINGS_SCREEN].map(({ href: path, label, icon: Icon }) => (
        <PaletteItem key={path} value={`screen ${label}`} icon={<Icon />} onSelect={() => go(path)}>
          {label}
        </PaletteItem>
      ))}
      <PaletteItem value="screen Stuck journeys" icon={<ArrowRight />} onSelect={() => go('/journeys?stuck=true')}>
        Stuck journeys
      </PaletteItem>
    </PaletteGroup>
  )
}

function Guides({ go }: Go) {
  return (
    <PaletteGroup heading="Guidance">
      {Object.entries(CONDITIONS).map(([condition, { title, causes }]) => (
        <PaletteItem
          key={condition}
          value={`guidance ${title} ${condition} ${Object.values(causes).join(' ')}`}
          icon={<BookOpen />}
          onSelect={() => go(`/guidance/${condition}`)}
        >
          {title}
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
}

function Themes({ onDone }: { onDone: () => void }) {
  const { setTheme } = useTheme()
  const theme = (name: string) => {
    setTheme(name)
    onDone()
  }
  return (
    <PaletteGroup heading="Appearance">
      <PaletteItem value="theme light" icon={<Sun />} onSelect={() => theme('light')}>
        Light theme
      </PaletteItem>
      <PaletteItem value="theme dark" icon={<Moon />} onSelect={() => theme('dark')}>
        Dark theme
      </PaletteItem>
      <PaletteItem value="theme system" icon={<Monitor />} onSelect={() => theme('system')}>
        Theme of the system
      </PaletteItem>
    </PaletteGroup>
  )
}
