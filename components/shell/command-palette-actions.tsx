'use client'

import {
  Building2,
  CirclePause,
  CirclePlay,
  FlaskConical,
  Link,
  LogOut,
  Microscope,
  Monitor,
  Moon,
  RefreshCw,
  Sun,
} from 'lucide-react'
import { signOut } from 'next-auth/react'
import { useTheme } from 'next-themes'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { refreshJourney } from '@/components/journey/refresh-journey'
import { watchOf } from '@/lib/domain/live'
import type { FrameApplication } from '@/lib/query/frame'
import type { Go } from './command-palette-groups'
import { PaletteGroup, PaletteItem } from './palette-item'
import type { Scope } from './scope'
import { useDeskParams } from './use-frame'

interface ActionsProps {
  applications: FrameApplication[]
  scope: Scope
  /** Whether the reader may pull from the platform. */
  canRefresh: boolean
  go: Go
  onDone: () => void
  /** Says how something went while the palette stays open. */
  onTell: (message: string) => void
}

export function Actions(props: ActionsProps) {
  return (
    <PaletteGroup heading="Actions">
      <PageActions {...props} />
      <Switches {...props} />
      <PaletteItem
        value="action open the signature debugger webhook forensics"
        icon={<Microscope />}
        onSelect={() => props.go('/webhooks/debugger', 'Signature debugger')}
      >
        Open the signature debugger
      </PaletteItem>
      <Themes onDone={props.onDone} />
      <PaletteItem
        value="action sign out log out"
        icon={<LogOut />}
        onSelect={() => void signOut({ callbackUrl: '/login' })}
      >
        Sign out
      </PaletteItem>
    </PaletteGroup>
  )
}

/** What can be done with the page that is open. */
function PageActions({ canRefresh, onTell }: ActionsProps) {
  const router = useRouter()
  const { journeyID } = watchOf(usePathname())
  const applicationID = useSearchParams().get('applicationID') ?? ''
  const refresh = async (id: string) => {
    onTell('Asking the platform…')
    const outcome = await refreshJourney(id, applicationID)
    if (outcome.ok) router.refresh()
    onTell(outcome.message)
  }
  const copy = async () => {
    await navigator.clipboard.writeText(location.href)
    onTell('The link to this page is copied: it shows the same to whoever opens it.')
  }
  return (
    <>
      {journeyID && canRefresh && (
        <PaletteItem
          value="action refresh this journey pull"
          icon={<RefreshCw />}
          onSelect={() => void refresh(journeyID)}
        >
          Refresh this journey from the platform
        </PaletteItem>
      )}
      <PaletteItem value="action copy link share url" icon={<Link />} onSelect={() => void copy()}>
        Copy the link to this page
      </PaletteItem>
    </>
  )
}

/** Live, environment and application. */
function Switches({ applications, scope, onDone }: ActionsProps) {
  const [{ live }, setParams] = useDeskParams()
  const other = scope.environment === 'live' ? 'test' : 'live'
  const choose = (change: Parameters<typeof setParams>[0]) => {
    void setParams(change)
    onDone()
  }
  const toggleLive = () => {
    void setParams({ live: !live }, { history: 'replace', shallow: true })
    onDone()
  }
  const elsewhere = applications.filter(({ applicationID }) => applicationID !== scope.applicationID)
  return (
    <>
      <PaletteItem
        value="action live pause resume new data"
        icon={live ? <CirclePause /> : <CirclePlay />}
        onSelect={toggleLive}
      >
        {live ? 'Pause live data' : 'Show new data by itself'}
      </PaletteItem>
      <PaletteItem
        value={`action switch to ${other} environment`}
        icon={<FlaskConical />}
        onSelect={() => choose({ app: null, env: other })}
      >
        Switch to the {other} environment
      </PaletteItem>
      {applications.length > 1 &&
        elsewhere.map(({ applicationID, name, environment }) => (
          <PaletteItem
            key={applicationID}
            value={`action switch to application ${name} ${environment} ${applicationID}`}
            icon={<Building2 />}
            onSelect={() => choose({ app: applicationID, env: environment })}
            aside={environment}
          >
            Switch to {name}
          </PaletteItem>
        ))}
    </>
  )
}

const THEMES: { theme: string; label: string; icon: ReactNode }[] = [
  { theme: 'light', label: 'Light theme', icon: <Sun /> },
  { theme: 'dark', label: 'Dark theme', icon: <Moon /> },
  { theme: 'system', label: 'Theme of the system', icon: <Monitor /> },
]

function Themes({ onDone }: { onDone: () => void }) {
  const { setTheme } = useTheme()
  return THEMES.map(({ theme, label, icon }) => (
    <PaletteItem
      key={theme}
      value={`action theme ${label}`}
      icon={icon}
      onSelect={() => {
        setTheme(theme)
        onDone()
      }}
    >
      {label}
    </PaletteItem>
  ))
}
