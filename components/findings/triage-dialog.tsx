'use client'

import { useEffect, useId, useState, type FormEvent, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import type { FindingChange } from '@/lib/domain/finding-change'
import { AssignFields } from './assign-fields'
import { SnoozeFields } from './snooze-fields'
import { changeAll } from './triage-api'
import { ACTION_WORDS, findingsWord, STATUS_OF, type TriageAction } from './triage-words'
import type { Asked, Triage } from './use-triage'

interface TriageDialogProps {
  triage: Triage
  people: string[]
  me: string
}

/** Asks what an action needs to know: until when, to whom, and for many findings how many and why. */
export function TriageDialog({ triage, people, me }: TriageDialogProps) {
  const { asked, cancel, refocus } = triage
  return (
    <Dialog open={asked !== null} onOpenChange={(open) => !open && cancel()}>
      {asked && (
        <DialogContent
          title={titleOf(asked)}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            refocus()
          }}
        >
          <TriageForm key={asked.action} {...{ triage, asked, people, me }} />
        </DialogContent>
      )}
    </Dialog>
  )
}

function titleOf({ action, target }: Asked): string {
  const { verb } = ACTION_WORDS[action]
  if (target.kind === 'one') return `${verb} this finding`
  return target.what === null ? `${verb} findings` : `${verb}: ${target.what}`
}

function TriageForm({ triage, asked, people, me }: TriageDialogProps & { asked: Asked }) {
  const { action, target } = asked
  const isMany = target.kind === 'many'
  const [change, setChange] = useState<FindingChange | string>(() => initialChange(action, me))
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const count = useDryRun(asked, typeof change === 'string' ? null : change)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pending) return
    if (typeof change === 'string') return setProblem(change)
    if (isMany && reason.trim() === '') return setProblem('Say why in a few words.')
    setPending(true)
    const refused = await triage.submit(asked, change, reason.trim())
    setPending(false)
    setProblem(refused)
  }
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      className="flex flex-col gap-4 overflow-y-auto px-4 pt-1 pb-4"
    >
      {isMany && <p className="text-ink-2">{count}</p>}
      {action === 'snooze' && <SnoozeFields autoFocus={!isMany} onChange={setChange} />}
      {action === 'assign' && <AssignFields people={people} me={me} autoFocus={!isMany} onChange={setChange} />}
      {isMany && <ReasonField value={reason} onChange={setReason} invalid={problem !== null && reason.trim() === ''} />}
      <p role="alert" className="text-stuck empty:hidden">
        {problem}
      </p>
      <Footer pending={pending} onCancel={triage.cancel}>
        {ACTION_WORDS[action].verb}
      </Footer>
    </form>
  )
}

function initialChange(action: TriageAction, me: string): FindingChange | string {
  if (action === 'snooze') return 'Choose until when.'
  return action === 'assign' ? { assignee: me } : { status: STATUS_OF[action] }
}

function ReasonField({
  value,
  onChange,
  invalid,
}: {
  value: string
  onChange: (value: string) => void
  invalid: boolean
}) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-xs text-ink-2">
        Why? It stands in the activity of each finding.
      </label>
      <Input
        id={id}
        value={value}
        autoFocus
        maxLength={500}
        required
        aria-invalid={invalid}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}

function Footer({ pending, onCancel, children }: { pending: boolean; onCancel: () => void; children: ReactNode }) {
  return (
    <div className="flex justify-end gap-2">
      <Button size="md" variant="ghost" onClick={onCancel}>
        Cancel
      </Button>
      <Button size="md" variant="primary" type="submit" aria-disabled={pending}>
        {pending ? 'Asking…' : children}
      </Button>
    </div>
  )
}

/** How many it is for, asked when the dialog opens. */
function useDryRun({ target }: Asked, change: FindingChange | null): string {
  const [said, setSaid] = useState('Counting…')
  const filter = target.kind === 'many' ? target.filter : null
  const asks = filter !== null && change !== null
  // External system: the read API, which counts what matches.
  useEffect(() => {
    if (!filter || !change) return
    let stopped = false
    void changeAll(filter, change, { dryRun: true }).then((answer) => {
      if (stopped) return
      setSaid(
        answer.ok
          ? `${findingsWord(answer.value.total)} match now. Those that come later are not touched.`
          : answer.message,
      )
    })
    return () => {
      stopped = true
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- another choice in the dialog is for the same findings
  }, [asks])
  return said
}
