'use client'

import { Undo2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { undoJob } from '@/components/findings/triage-api'
import { useFrameHref } from '@/components/shell/use-frame'
import { Button } from '@/components/ui/button'

/** Puts back what the job changed, and goes to the job that does so. */
export function UndoJob({ jobID }: { jobID: string }) {
  const router = useRouter()
  const href = useFrameHref()
  const [pending, setPending] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  const undo = async () => {
    setPending(true)
    const answer = await undoJob(jobID)
    if (answer.ok) return router.push(href(`/jobs/${answer.value.jobID}`))
    setPending(false)
    setTrouble(answer.message)
  }

  return (
    <span className="inline-flex sm:ml-auto items-center gap-2">
      <span role="status" className="text-xs text-stuck">
        {trouble}
      </span>
      <Button onClick={() => void undo()} disabled={pending}>
        <Undo2 aria-hidden />
        {pending ? 'Undoing…' : 'Undo'}
      </Button>
    </span>
  )
}
