'use client'

import { Check, LoaderCircle, TriangleAlert, X } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useState, type ReactNode } from 'react'
import { useFrameHref } from '@/components/shell/use-frame'
import { cn } from '@/components/ui/cn'
import { formatCount } from '@/lib/format/number'
import type { Job } from '@/lib/query/jobs'
import { readJob, undoJob } from './triage-api'
import { isUndoable, outcomeWords } from './triage-words'
import type { Toast } from './use-toasts'

const SHOWN_MS = 10_000
const JOB_POLL_MS = 700

interface ToasterProps {
  toasts: Toast[]
  onDrop: (id: number) => void
  /** A job has ended: what it changed can be read. */
  onJobEnd: () => void
}

/** Says what the reader's last actions did. It waits while the pointer or the focus is in it. */
export function Toaster({ toasts, onDrop, onJobEnd }: ToasterProps) {
  const [held, setHeld] = useState(false)
  return (
    <section
      aria-label="Messages"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-center gap-2 print:hidden"
    >
      <div role="status" className="contents">
        {toasts.map((toast) =>
          toast.jobID === undefined ? (
            <PlainToast key={toast.id} toast={toast} held={held} onDrop={onDrop} />
          ) : (
            <JobToast key={toast.id} toast={toast} jobID={toast.jobID} held={held} {...{ onDrop, onJobEnd }} />
          ),
        )}
      </div>
    </section>
  )
}

interface PlainToastProps {
  toast: Toast
  held: boolean
  onDrop: (id: number) => void
}

function PlainToast({ toast, held, onDrop }: PlainToastProps) {
  const { id, tone, text, action } = toast
  // A problem stays until it was read.
  useExpiry(tone !== 'problem' && !held, () => onDrop(id))
  const icon = tone === 'problem' ? <TriangleAlert className="text-stuck" /> : <Check className="text-good" />
  return (
    <ToastBox icon={icon} onClose={() => onDrop(id)}>
      <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
      {action && (
        <button
          type="button"
          onClick={() => {
            onDrop(id)
            action.run()
          }}
          className="min-h-6 shrink-0 rounded-sm px-1 font-medium text-accent hover:underline"
        >
          {action.label}
        </button>
      )}
    </ToastBox>
  )
}

interface JobToastProps extends PlainToastProps {
  jobID: string
  onJobEnd: () => void
}

function JobToast({ toast, jobID: asked, held, onDrop, onJobEnd }: JobToastProps) {
  const href = useFrameHref()
  // An undo is a job of its own, and told in the place of the one that it undoes.
  const [jobID, setJobID] = useState(asked)
  const [trouble, setTrouble] = useState<string | null>(null)
  const job = useJob(jobID, onJobEnd)
  const undo = async () => {
    const answer = await undoJob(jobID)
    if (answer.ok && answer.value.jobID) setJobID(answer.value.jobID)
    else if (!answer.ok) setTrouble(answer.message)
  }
  const ended = job !== null && job.finishedAt !== null
  useExpiry(ended && !held, () => onDrop(toast.id))
  const icon = ended ? <Check className="text-good" /> : <LoaderCircle className="animate-spin text-ink-3" />
  return (
    <ToastBox icon={icon} onClose={() => onDrop(toast.id)}>
      <span className="min-w-0">
        {jobID === asked ? toast.text : `Undo: ${toast.text}`}
        <span className="text-ink-2"> · {trouble ?? (job ? progressWords(job) : 'waiting for the worker')}</span>
      </span>
      {job && isUndoable(job) && (
        <button
          type="button"
          onClick={() => void undo()}
          className="min-h-6 shrink-0 rounded-sm px-1 font-medium text-accent hover:underline"
        >
          Undo
        </button>
      )}
      <Link href={href(`/jobs/${jobID}`)} className="min-h-6 shrink-0 rounded-sm px-1 font-medium text-accent">
        Open the job
      </Link>
    </ToastBox>
  )
}

function progressWords({ state, done, total, outcomes }: Job): string {
  if (state === 'finished') return outcomeWords(outcomes)
  if (state === 'failed') return `stopped at ${formatCount(done)} of ${formatCount(total)}`
  return `${formatCount(done)} of ${formatCount(total)}`
}

/** Asks for the job until it has ended. */
function useJob(jobID: string, onEnd: () => void): Job | null {
  const [read, setJob] = useState<Job | null>(null)
  // External system: the worker, through the read API.
  useEffect(() => {
    let stopped = false
    const timer = setInterval(() => {
      void readJob(jobID).then((answer) => {
        if (stopped || !answer.ok) return
        setJob(answer.value)
        if (answer.value.finishedAt === null) return
        stopped = true
        clearInterval(timer)
        onEnd()
      })
    }, JOB_POLL_MS)
    return () => {
      stopped = true
      clearInterval(timer)
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the job is followed once, whoever is told of its end
  }, [jobID])
  return read?.id === jobID ? read : null
}

function useExpiry(running: boolean, onExpire: () => void): void {
  // External system: the clock.
  useEffect(() => {
    if (!running) return
    const timer = setTimeout(onExpire, SHOWN_MS)
    return () => clearTimeout(timer)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new function is no reason to wait anew
  }, [running])
}

function ToastBox({ icon, onClose, children }: { icon: ReactNode; onClose: () => void; children: ReactNode }) {
  return (
    <div
      className={cn(
        'pop pointer-events-auto flex max-w-full min-w-0 items-center gap-2.5 py-1.5 pr-1.5 pl-3 text-sm sm:max-w-xl',
        '[&_svg]:size-4 [&_svg]:shrink-0',
      )}
    >
      <span aria-hidden>{icon}</span>
      {children}
      <button
        type="button"
        aria-label="Close the message"
        onClick={onClose}
        className="rounded-sm p-1 text-ink-3 hover:bg-hover hover:text-ink"
      >
        <X aria-hidden />
      </button>
    </div>
  )
}
