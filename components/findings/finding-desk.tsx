'use client'

import { useEffect, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import { Panel, PanelHeader } from '@/components/ui/panel'
import type { Finding } from '@/lib/query/schemas'
import { NoteForm } from './note-form'
import { Toaster } from './toaster'
import { TriageDialog } from './triage-dialog'
import { ACTION_WORDS, TRIAGE_ACTIONS, type TriageAction } from './triage-words'
import { useTriage, type Triage } from './use-triage'

interface FindingDeskProps {
  finding: Finding
  people: string[]
  me: string
  mayTriage: boolean
  /** The verdict; what can be done stands right below it. */
  banner: ReactNode
  facts: ReactNode
  reasons: ReactNode
  fix: ReactNode
  /** What happened so far; the form for a note stands above it. */
  activity: ReactNode
}

/** One finding and what the reader can do with it: its buttons, their keys, and a note. */
export function FindingDesk({ finding, people, me, mayTriage, ...parts }: FindingDeskProps) {
  const triage = useTriage()
  const latest = triage.latest(finding)
  const actions = mayTriage ? TRIAGE_ACTIONS.filter((action) => isFitting(action, latest)) : []
  const act = (action: TriageAction) => triage.act(action, { kind: 'one', finding: latest })
  useActionKeys(actions, act, triage)
  return (
    <>
      {parts.banner}
      <ActionBar actions={actions} onAct={act} mayTriage={mayTriage} />
      {parts.facts}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">{parts.reasons}</div>
        <div className="flex min-w-0 flex-col gap-4">
          {parts.fix}
          <Panel aria-labelledby="activity-title">
            <PanelHeader id="activity-title" title="Activity" className="pb-2" />
            <NoteForm people={people} onNote={(note) => triage.change(latest, { note }, 'Note written')} />
            {parts.activity}
          </Panel>
        </div>
      </div>
      <TriageDialog triage={triage} people={people} me={me} />
      <Toaster toasts={triage.toasts} onDrop={triage.drop} onJobEnd={triage.endJob} />
    </>
  )
}

interface ActionBarProps {
  actions: TriageAction[]
  onAct: (action: TriageAction) => void
  mayTriage: boolean
}

function ActionBar({ actions, onAct, mayTriage }: ActionBarProps) {
  return (
    <div role="group" aria-label="Triage" className="flex flex-wrap items-center gap-2">
      {actions.map((action) => (
        <Button key={action} onClick={() => onAct(action)}>
          {ACTION_WORDS[action].verb}
          <Kbd aria-hidden className="hidden md:inline">
            {ACTION_WORDS[action].key}
          </Kbd>
        </Button>
      ))}
      {!mayTriage && (
        <p className="text-ink-3">Your role reads findings and writes notes; ops and engineers triage them.</p>
      )}
    </div>
  )
}

/** What evidence resolved opens by evidence alone: reopening it would last until detection looks again. */
function isFitting(action: TriageAction, { status, resolvedBy }: Finding): boolean {
  if (status === 'resolved') return action === 'assign' || (action === 'reopen' && resolvedBy !== 'evidence')
  if (action === 'reopen') return status !== 'open'
  return !(action === 'acknowledge' && status === 'acknowledged')
}

const TYPING = 'input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]'

function useActionKeys(actions: TriageAction[], onAction: (action: TriageAction) => void, triage: Triage): void {
  // External system: the document's keyboard.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null
      if (event.metaKey || event.ctrlKey || event.altKey || target?.closest(TYPING)) return
      if (document.querySelector('[role="dialog"]')) return
      const action = actions.find((candidate) => ACTION_WORDS[candidate].key === event.key.toUpperCase())
      if (action) onAction(action)
      else if (event.key === 'z') triage.undo()
      else if (event.key === 'n') document.querySelector<HTMLElement>('[data-note]')?.focus()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  })
}
