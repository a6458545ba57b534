'use client'

import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import type { FrameApplication } from '@/lib/query/frame'
import { PaletteBody } from './command-palette-body'
import type { Scope } from './scope'

interface CommandPaletteProps {
  applications: FrameApplication[]
  scope: Scope
  email: string
  role: string
}

export function CommandPalette(props: CommandPaletteProps) {
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
        <DialogContent bare title="Search or jump" className="max-w-2xl">
          <PaletteBody {...props} onDone={() => setOpen(false)} />
        </DialogContent>
      </Dialog>
    </>
  )
}
