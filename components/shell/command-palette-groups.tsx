'use client'

import { BookOpen, Bookmark, History } from 'lucide-react'
import { CONDITIONS } from '@/lib/domain/conditions'
import { formatCount } from '@/lib/format/number'
import type { RecentPlace } from './command-palette-recent'
import { PaletteGroup, PaletteItem } from './palette-item'
import { API_SCREEN, SCREENS, SETTINGS_SCREEN } from './screens'
import type { PaletteView } from './use-palette-views'

export type Go = (path: string, label: string) => void

export function RecentPlaces({ places, go }: { places: RecentPlace[]; go: Go }) {
  if (places.length === 0) return null
  return (
    <PaletteGroup heading="Recent">
      {places.map(({ href, label }) => (
        <PaletteItem key={href} value={`recent ${label} ${href}`} icon={<History />} onSelect={() => go(href, label)}>
          {label}
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
}

export function Screens({ go }: { go: Go }) {
  return (
    <PaletteGroup heading="Screens">
      {[...SCREENS, SETTINGS_SCREEN, API_SCREEN].map(({ href, label, icon: Icon }) => (
        <PaletteItem key={href} value={`screen ${label}`} icon={<Icon />} onSelect={() => go(href, label)}>
          {label}
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
}

export function Views({ views, go }: { views: PaletteView[]; go: Go }) {
  const shown = views.filter(({ id }) => id !== 'all')
  if (shown.length === 0) return null
  return (
    <PaletteGroup heading="Saved views">
      {shown.map(({ id, name, screen, href, count }) => (
        <PaletteItem
          key={id}
          value={`view ${name} ${screen} ${id}`}
          icon={<Bookmark />}
          onSelect={() => go(href, `${name} · ${screen}`)}
          aside={
            <>
              {screen}
              {count !== null && <span className="tabular-nums">{formatCount(count)}</span>}
            </>
          }
        >
          {name}
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
}

export function Guides({ go }: { go: Go }) {
  return (
    <PaletteGroup heading="Guidance">
      {Object.entries(CONDITIONS).map(([condition, { title, causes }]) => (
        <PaletteItem
          key={condition}
          value={`guidance ${title} ${condition} ${Object.values(causes).join(' ')}`}
          icon={<BookOpen />}
          onSelect={() => go(`/guidance/${condition}`, `Guidance: ${title}`)}
        >
          {title}
        </PaletteItem>
      ))}
    </PaletteGroup>
  )
}
