'use client'

import type { ReactNode } from 'react'
import { OverlayPlace, OverlayScope } from '@/components/ui/overlay-root'
import type { Frame } from '@/lib/query/frame'
import { Rail } from './rail'
import { countsInScope, resolveScope } from './scope'
import { TopBar } from './top-bar'
import { useDeskParams } from './use-frame'

interface ShellProps {
  frame: Frame
  email: string
  role: string
  railCollapsed: boolean
  children: ReactNode
}

export function Shell({ frame, email, role, railCollapsed, children }: ShellProps) {
  const [params] = useDeskParams()
  const scope = resolveScope(frame.applications, params)
  const counts = countsInScope(frame.applications, scope)
  return (
    <OverlayScope>
      <a
        href="#main"
        className="fixed top-2 left-2 z-60 -translate-y-16 rounded-md bg-ink px-3 py-2 text-xs font-medium text-ground focus-visible:translate-y-0"
      >
        Skip to content
      </a>
      <div className="flex min-h-dvh">
        <Rail counts={counts} email={email} role={role} initiallyCollapsed={railCollapsed} />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar applications={frame.applications} changes={frame.changes} {...{ scope, counts, email, role }} />
          <main id="main" tabIndex={-1} className="flex-1 outline-none">
            {children}
            <OverlayPlace />
          </main>
        </div>
      </div>
    </OverlayScope>
  )
}
