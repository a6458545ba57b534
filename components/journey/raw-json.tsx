'use client'

import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { CodeBlock } from '@/components/ui/code-block'
import { Panel } from '@/components/ui/panel'

/** The journey as the read API answers it, without its timeline; drawn only once it is opened. */
export function RawJSON({ json }: { json: string }) {
  const [open, setOpen] = useState(false)
  return (
    <Panel className="print:hidden">
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className="group">
        <summary className="flex min-h-10 cursor-pointer list-none items-center gap-1.5 rounded-md px-4 text-sm font-semibold">
          <ChevronRight className="size-3.5 text-ink-3 transition-transform group-open:rotate-90" aria-hidden />
          Raw JSON
        </summary>
        {open && (
          <div className="px-4 pb-4">
            <CodeBlock title="Journey as the read API answers it" source={json} />
          </div>
        )}
      </details>
    </Panel>
  )
}
