'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { callDesk, toDryRun, toJobState, type DryRun, type JobState, type ReworkKind, type ReworkTarget } from './api'

const POLL_MS = 500

/** One asking: look (dry run), submit, follow the job until it ends. */
export function useRework(kind: ReworkKind, target: ReworkTarget) {
  const router = useRouter()
  const [dryRun, setDryRun] = useState<DryRun | null>(null)
  const [jobID, setJobID] = useState<string | null>(null)
  const [job, setJob] = useState<JobState | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  /** Which asking is on the screen: an older one falls silent. */
  const turn = useRef(0)
  const url = `/api/v1/deliveries/${kind}`

  const look = async () => {
    const mine = (turn.current += 1)
    const answer = await callDesk(url, { ...target, dryRun: true })
    if (mine !== turn.current) return
    if (answer.ok) setDryRun(toDryRun(answer.body))
    else setTrouble(answer.message)
  }

  const leave = () => {
    turn.current += 1
    for (const clear of [setDryRun, setJobID, setJob, setTrouble]) clear(null)
    setPending(false)
  }

  const follow = async (id: string, mine: number) => {
    for (;;) {
      const answer = await callDesk(`/api/v1/jobs/${id}`)
      if (mine !== turn.current) return
      setTrouble(answer.ok ? null : answer.message)
      if (answer.ok) {
        const state = toJobState(answer.body)
        setJob(state)
        if (state.state === 'finished' || state.state === 'failed') return router.refresh()
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }

  const submit = async (reason: string, applyStale: boolean) => {
    const mine = turn.current
    setPending(true)
    setTrouble(null)
    const extra = kind === 'reprocess' ? { applyStale } : {}
    const answer = await callDesk(url, { ...target, ...extra, reason })
    if (mine !== turn.current) return
    setPending(false)
    if (!answer.ok) return setTrouble(answer.message)
    const id = String(answer.body.jobID)
    setJobID(id)
    await follow(id, mine)
  }

  return { dryRun, jobID, job, trouble, pending, look, leave, submit }
}
