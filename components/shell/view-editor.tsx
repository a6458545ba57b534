'use client'

import { ChevronDown, Settings2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useId, useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { VIEW_NAME_MAX, type ViewScreen } from '@/lib/domain/saved-view'
import { ROLES, type Role } from '@/lib/domain/vocabulary'
import type { SavedView } from '@/lib/query/views'
import { conflictWords } from './conflict'
import { useFrameHref } from './use-frame'
import { createView, removeView, updateView, type ViewOutcome } from './view-requests'

interface ViewEditorProps {
  screen: ViewScreen
  /** The filters of the moment. */
  search: string
  /** The view that is open and may be changed; null: only a new one can be saved. */
  view: SavedView | null
  unsaved: boolean
  canShare: boolean
}

interface EditorFormProps extends ViewEditorProps {
  onDone: () => void
}

/** Saves the filters as a new view, or changes the open one: its filters, its name, who sees it. */
export function ViewEditor(props: ViewEditorProps) {
  const [open, setOpen] = useState(false)
  const { view, unsaved } = props
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant={unsaved ? 'outline' : 'ghost'} className="my-1">
          {unsaved ? 'Save view' : 'Edit view'}
          {unsaved ? <ChevronDown aria-hidden /> : <Settings2 aria-hidden />}
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" aria-label={view ? `Change the view ${view.name}` : 'Save the filters as a view'}>
        <EditorForm {...props} onDone={() => setOpen(false)} />
      </PopoverContent>
    </Popover>
  )
}

function EditorForm({ screen, search, view: shown, unsaved, canShare, onDone }: EditorFormProps) {
  // What was read when the form opened: the page behind it goes on being read.
  const [view, setView] = useState(shown)
  const [name, setName] = useState(view?.name ?? '')
  const [sharedWith, setSharedWith] = useState<Role[]>(view?.sharedWith ?? [])
  const { failure, busy, run } = useViewRequest(onDone, view, setView)
  const nameID = useId()
  const draft = { name: name.trim(), search, sharedWith }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(() => (view ? updateView(view.id, view.revision, draft) : createView(screen, draft)))
  }
  const isRenamed = view !== null && draft.name !== view.name
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="flex flex-col gap-1">
        <label htmlFor={nameID} className="text-xs font-medium">
          Name
        </label>
        <Input
          id={nameID}
          autoFocus
          required
          maxLength={VIEW_NAME_MAX}
          value={name}
          onChange={(event) => setName(event.target.value)}
          aria-invalid={failure !== null}
        />
      </div>
      <WhoSees sharedWith={sharedWith} onChange={setSharedWith} canShare={canShare} />
      {failure && (
        <p role="alert" className="text-xs text-stuck">
          {failure}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={busy || draft.name === ''}>
          {view ? (unsaved ? 'Update view' : 'Save changes') : 'Save view'}
        </Button>
        {view && (unsaved || isRenamed) && (
          <Button disabled={busy || !isRenamed} onClick={() => void run(() => createView(screen, draft))}>
            Save as new
          </Button>
        )}
        {view && <DeleteButton view={view} busy={busy} run={run} />}
      </div>
    </form>
  )
}

type Run = (request: () => Promise<ViewOutcome>) => Promise<void>

/** The first press asks, the second deletes. */
function DeleteButton({ view, busy, run }: { view: SavedView; busy: boolean; run: Run }) {
  const [asked, setAsked] = useState(false)
  const remove = async () => {
    const outcome = await removeView(view.id)
    return outcome.ok ? { ...outcome, href: `/${view.screen}` } : outcome
  }
  return (
    <Button
      variant="ghost"
      disabled={busy}
      className="ml-auto text-stuck hover:text-stuck"
      onClick={() => (asked ? void run(remove) : setAsked(true))}
    >
      {asked ? 'Delete for good?' : 'Delete'}
    </Button>
  )
}

interface WhoSeesProps {
  sharedWith: Role[]
  onChange: (roles: Role[]) => void
  canShare: boolean
}

function WhoSees({ sharedWith, onChange, canShare }: WhoSeesProps) {
  const toggle = (role: Role) =>
    onChange(sharedWith.includes(role) ? sharedWith.filter((other) => other !== role) : [...sharedWith, role])
  return (
    <fieldset disabled={!canShare} className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-medium">Who sees it</legend>
      <p className="text-xs text-ink-2">
        {sharedWith.length === 0 ? 'You alone.' : 'You, and everybody of these roles.'}
        {!canShare && ' Sharing is for ops, engineers and admins.'}
      </p>
      {canShare && (
        <div className="flex flex-wrap gap-x-3">
          {ROLES.map((role) => (
            <label key={role} className="inline-flex h-6 items-center gap-1.5 text-xs">
              <input type="checkbox" checked={sharedWith.includes(role)} onChange={() => toggle(role)} />
              {role}
            </label>
          ))}
        </div>
      )}
    </fieldset>
  )
}

/**
 * Runs one request at a time; success leads to where the view lives, failure is told. Where somebody else changed the view
 * that was `seen`, it is told what, and the next try puts what is typed over theirs.
 */
function useViewRequest(onDone: () => void, seen: SavedView | null, see: (view: SavedView) => void) {
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const router = useRouter()
  const href = useFrameHref()
  const run: Run = async (request) => {
    setBusy(true)
    const outcome = await request()
    setBusy(false)
    if (!outcome.ok) {
      setFailure(failureOf(outcome, seen))
      if (seen && outcome.conflict) see({ ...seen, revision: outcome.conflict.revision })
      return
    }
    onDone()
    if (outcome.href) router.push(href(outcome.href))
    router.refresh()
  }
  return { failure, busy, run }
}

function failureOf({ message, conflict }: Extract<ViewOutcome, { ok: false }>, seen: SavedView | null): string {
  if (!conflict || !seen) return message
  return `${conflictWords(conflict, seen, VIEW_NAMES)} What you typed is kept: save again to put it over theirs.`
}

const VIEW_NAMES = { name: 'the name', search: 'the filters', sharedWith: 'who sees it' } as const
