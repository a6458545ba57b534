'use client'

import { SquareTerminal } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { callDesk } from './api'
import { curlCommand } from './curl-command'

interface CurlDialogProps {
  url: string
  headers: Record<string, string>
  /** Why this reader may not; null where they may. */
  refused: string | null
}

const RECEIVER = 'http://localhost:3000/your-receiver'

/** The exact bytes hold personal data: taking them away wants a reason, which goes into the audit log. */
export function CurlDialog({ url, headers, refused }: CurlDialogProps) {
  const [command, setCommand] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const reveal = async (reason: string) => {
    const answer = await callDesk(url, { reason })
    setTrouble(answer.ok ? null : answer.message)
    if (answer.ok) setCommand(curlCommand({ headers, base64: String(answer.body.base64), url: RECEIVER }))
  }
  const trigger = (
    <Button disabled={refused !== null} title={refused ?? undefined}>
      <SquareTerminal aria-hidden /> Copy as curl
      {refused && <span className="sr-only">{refused}</span>}
    </Button>
  )
  if (refused) return trigger
  return (
    <Dialog onOpenChange={() => setCommand(null)}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent
        title="Copy as curl"
        description="Sends the exact bytes again, with their headers. They may hold personal data, unmasked: who took them and why goes into the audit log."
        className="max-w-2xl"
      >
        <div className="flex flex-col gap-3 overflow-y-auto px-4 pt-1 pb-4">
          {trouble && (
            <p role="alert" className="text-stuck">
              {trouble}
            </p>
          )}
          {command ? <CodeBlock title="curl" source={command} /> : <AskReason onSubmit={reveal} />}
        </div>
      </DialogContent>
    </Dialog>
  )
}

function AskReason({ onSubmit }: { onSubmit: (reason: string) => Promise<void> }) {
  const [reason, setReason] = useState('')
  const id = useId()
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim()) void onSubmit(reason.trim())
      }}
    >
      <label htmlFor={id} className="text-xs text-ink-2">
        Reason, for the audit log
      </label>
      <Input id={id} value={reason} maxLength={500} required onChange={(event) => setReason(event.target.value)} />
      <div className="flex justify-end">
        <Button type="submit" variant="primary" size="md" aria-disabled={!reason.trim()}>
          Show the command
        </Button>
      </div>
    </form>
  )
}
