import {
  BookOpen,
  Braces,
  ChartColumn,
  Flag,
  Gauge,
  House,
  ListChecks,
  Route,
  Settings,
  Webhook,
  type LucideIcon,
} from 'lucide-react'
import { conditionTitle } from '@/lib/domain/conditions'
import { shortenID } from '@/lib/format/id'

export interface Screen {
  href: string
  label: string
  icon: LucideIcon
  /** Which count stands beside it. */
  count?: 'stuck' | 'open'
}

export const SCREENS: Screen[] = [
  { href: '/', label: 'Overview', icon: House },
  { href: '/journeys', label: 'Journeys', icon: Route, count: 'stuck' },
  { href: '/findings', label: 'Findings', icon: Flag, count: 'open' },
  { href: '/webhooks', label: 'Webhooks', icon: Webhook },
  { href: '/errors', label: 'Errors', icon: ChartColumn },
  { href: '/rate-limits', label: 'Rate limits', icon: Gauge },
  { href: '/guidance', label: 'Guidance', icon: BookOpen },
]

export const SETTINGS_SCREEN: Screen = { href: '/settings', label: 'Settings', icon: Settings }
/** For those who write scripts; not in the rail. */
export const API_SCREEN: Screen = { href: '/api-reference', label: 'API', icon: Braces }
/** Reached from what asks for jobs; not in the rail. */
export const JOBS_SCREEN: Screen = { href: '/jobs', label: 'Jobs', icon: ListChecks }

export function isActive(screen: Screen, pathname: string): boolean {
  return screen.href === '/' ? pathname === '/' : pathname === screen.href || pathname.startsWith(`${screen.href}/`)
}

export interface Crumb {
  label: string
  /** Null for the page that is open. */
  href: string | null
  mono: boolean
}

/** `Journeys / 8f3c21d0…4e91` from the path alone. */
export function crumbs(pathname: string): Crumb[] {
  const screen = [...SCREENS, SETTINGS_SCREEN, JOBS_SCREEN, API_SCREEN].find((candidate) =>
    isActive(candidate, pathname),
  )
  if (!screen) return [{ label: 'Journey Desk', href: null, mono: false }]
  const rest = pathname.slice(screen.href.length).split('/').filter(Boolean)
  if (screen.href === '/' || rest.length === 0) return [{ label: screen.label, href: null, mono: false }]
  const leaf = decodeSafely(rest.at(-1) ?? '')
  const isID = screen.href === '/journeys' || (screen.href !== '/guidance' && /\d/.test(leaf))
  const label = screen.href === '/guidance' ? conditionTitle(leaf) : isID ? shortenID(leaf) : titleOf(leaf)
  return [
    { label: screen.label, href: screen.href, mono: false },
    { label, href: null, mono: isID },
  ]
}

const LEAF_TITLES: Record<string, string> = { account: 'Your account', audit: 'Audit log' }

function titleOf(leaf: string): string {
  const named = LEAF_TITLES[leaf]
  if (named) return named
  return leaf.charAt(0).toUpperCase() + leaf.slice(1).replaceAll('-', ' ')
}

function decodeSafely(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
