'use client'

import { Menu } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogTrigger, DrawerContent } from '@/components/ui/dialog'
import type { ChangeCounts } from '@/lib/domain/live'
import type { FrameApplication } from '@/lib/query/frame'
import { Brand } from './brand'
import { Breadcrumb } from './breadcrumb'
import { CommandPalette } from './command-palette'
import { LiveToggle } from './live-toggle'
import { RailNav } from './rail-nav'
import { RangeSwitch } from './range-switch'
import type { Scope, ScopeCounts } from './scope'
import { ScopeSwitch, TestBand } from './scope-switch'
import { ThemeToggle } from './theme-toggle'
import { UserMenu } from './user-menu'

interface TopBarProps {
  applications: FrameApplication[]
  changes: ChangeCounts
  scope: Scope
  counts: ScopeCounts
  email: string
  role: string
}

export function TopBar({ applications, changes, scope, counts, email, role }: TopBarProps) {
  return (
    <header data-print="hide" className="z-20 border-b border-line bg-panel md:sticky md:top-0">
      {scope.environment === 'test' && <TestBand />}
      <div className="flex min-h-(--bar) flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2 md:px-5">
        <div className="flex min-w-0 grow items-center gap-2">
          <MobileNav {...{ counts, email, role }} />
          <Breadcrumb />
        </div>
        <div className="flex min-w-0 items-center gap-2">
          <ScopeSwitch applications={applications} scope={scope} />
          <RangeSwitch />
          <LiveToggle changes={changes} />
          <CommandPalette {...{ applications, scope, email, role }} />
          <ThemeToggle />
        </div>
      </div>
    </header>
  )
}

function MobileNav({ counts, email, role }: Pick<TopBarProps, 'counts' | 'email' | 'role'>) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Open navigation" className="-ml-1.5 md:hidden">
          <Menu aria-hidden />
        </Button>
      </DialogTrigger>
      <DrawerContent title="Navigation">
        <div className="flex h-(--bar) shrink-0 items-center px-3.5">
          <Brand />
        </div>
        <RailNav counts={counts} collapsed={false} onNavigate={() => setOpen(false)} />
        <div className="border-t border-line p-1.5">
          <UserMenu email={email} role={role} />
        </div>
      </DrawerContent>
    </Dialog>
  )
}
