'use client'

import { RefreshCw, ShieldCheck, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { Skeleton } from '@/components/ui/skeleton'
import { StatusPill } from '@/components/ui/status-pill'
import { plural } from '@/lib/format/words'
import type { DryRun, JobState, ReworkKind, ReworkTarget } from './api'
import { outcomeWords } from './outcome-words'
import { useRework } from './use-rework'

interface ReworkDialogProps {
  kind: ReworkKind
  target: ReworkTarget
  label: string
  /** Why this reader may not; null where they may. */
  refused: string | null
  /** False where there is nothing to do any more: what is open then stays, and tells what became of it. */
  offered?: boolean
}

const WORDS = {
  reprocess: {
    icon: RefreshCw,
    title: 'Re-process',
    description:
      'Judged again by the secrets that are active now, and applied where they verify, in the order of their sequence.',
    submit: 'Re-process',
  },
  reverify: {
    icon: ShieldCheck,
    title: 'Re-verify',
    description: 'Judged again by the secrets that are active now. Nothing is applied.',
    submit: 'Re-verify',
  },
}

/** Asks first how many it would be and why; then shows what became of them. */
export function ReworkDialog({ kind, target, label, refused, offered = true }: ReworkDialogProps) {
  const [open, setOpen] = useState(false)
  const rework = useRework(kind, target)
  const { icon: Icon, title, description } = WORDS[kind]
  const change = (next: boolean) => {
    setOpen(next)
    if (next) void rework.look()
    else rework.leave()
  }
  if (!offered && !open) return null
  if (refused && !open) {
    return (
      <Button disabled title={refused}>
        <Icon aria-hidden /> {label}
        <span className="sr-only">{refused}</span>
      </Button>
    )
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button>
          <Icon aria-hidden /> {label}
        </Button>
      </DialogTrigger>
      <DialogContent title={title} description={description}>
        <div className="flex flex-col gap-3 px-4 pt-1 pb-4">
          {rework.trouble && (
            <p role="alert" className="text-stuck">
              <TriangleAlert className="mr-1 -mt-0.5 inline size-3.5" aria-hidden />
              {rework.trouble}
            </p>
          )}
          {rework.jobID ? (
            <Progress job={rework.job} jobID={rework.jobID} />
          ) : rework.dryRun ? (
            <Ask kind={kind} dryRun={rework.dryRun} pending={rework.pending} onSubmit={rework.submit} />
          ) : (
            !rework.trouble && <Skeleton className="h-16 w-full" />
          )}
        </div>
      </DialogContent>
    </Dialog>
  )
}

interface AskProps {
  kind: ReworkKind
  dryRun: DryRun
  pending: boolean
  onSubmit: (reason: string, applyStale: boolean) => Promise<void>
}

function Ask({ kind, dryRun, pending, onSubmit }: AskProps) {
  const [reason, setReason] = useState('')
  const [applyStale, setApplyStale] = useState(false)
  const id = useId()
  if (dryRun.total === 0)
    return <p>None of these has anything to apply: they are applied already, or their bytes were not kept.</p>
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() && !pending) void onSubmit(reason.trim(), applyStale)
      }}
    >
      <Counts dryRun={dryRun} />
      {kind === 'reprocess' && (
        <label className="flex min-h-6 items-center gap-2">
          <input
            type="checkbox"
            checked={applyStale}
            onChange={(event) => setApplyStale(event.target.checked)}
            className="size-4 accent-(--accent)"
          />
          Apply those too that are authentic but outside the time allowed
        </label>
      )}
      <label htmlFor={id} className="text-xs text-ink-2">
        Reason, for the audit log
      </label>
      <Input id={id} value={reason} maxLength={500} required onChange={(event) => setReason(event.target.value)} />
      <div className="flex justify-end">
        <Button type="submit" variant="primary" size="md" aria-disabled={pending || !reason.trim()}>
          {pending ? 'Asking…' : `${WORDS[kind].submit} ${dryRun.total}`}
        </Button>
      </div>
    </form>
  )
}

function Counts({ dryRun }: { dryRun: DryRun }) {
  const { total, verdicts, checked, holds } = dryRun
  return (
    <div>
      <p>
        <strong className="font-semibold">
          {total} {plural(total, 'delivery', 'deliveries')}
        </strong>{' '}
        would be judged again:{' '}
        {Object.entries(verdicts)
          .map(([verdict, count]) => `${count} ${verdict.replaceAll('-', ' ')}`)
          .join(', ')}
        .
      </p>
      <p className="text-ink-2">
        {checked < total ? `Of the first ${checked}, ` : 'By the secrets that are active now, '}
        the signature of {holds === checked ? (checked === 1 ? 'it' : `all ${holds}`) : holds} holds
        {holds < checked && `, of ${checked - holds} it does not`}.
      </p>
    </div>
  )
}

function Progress({ job, jobID }: { job: JobState | null; jobID: string }) {
  const done = job?.done ?? 0
  const total = job?.total ?? 0
  const isOver = job?.state === 'finished' || job?.state === 'failed'
  return (
    <div className="flex flex-col gap-2">
      <p role="status">{progressWords(job)}</p>
      {!isOver && total > 0 && (
        <progress aria-label="Done" value={done} max={total} className="h-1.5 w-full accent-(--accent)" />
      )}
      <ul aria-label="Outcomes" className="flex flex-wrap gap-2">
        {Object.entries(job?.outcomes ?? {}).map(([outcome, count]) => (
          <li key={outcome}>
            <StatusPill tone={outcomeWords(outcome).tone}>
              {count} {outcomeWords(outcome).label}
            </StatusPill>
          </li>
        ))}
      </ul>
      <Link href={`/jobs/${jobID}`} prefetch={false} className="link self-start text-ink-2">
        Each delivery and what became of it
      </Link>
    </div>
  )
}

function progressWords(job: JobState | null): string {
  if (!job || job.state === 'queued') return 'Waiting for the worker…'
  if (job.state === 'failed') return `It was given up: ${job.error ?? 'the worker’s log says why'}.`
  if (job.state === 'finished') return `Done: ${job.done} of ${job.total}.`
  return `${job.done} of ${job.total} done…`
}
