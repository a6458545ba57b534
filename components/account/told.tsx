import { CircleCheck, TriangleAlert } from 'lucide-react'

/** How a change went. */
export function Told({ problem, done }: { problem: string | null; done?: string | null }) {
  return (
    <p role="status" className="min-h-5">
      {problem && (
        <span className="text-stuck">
          <TriangleAlert className="mr-1 -mt-0.5 inline size-3.5" aria-hidden />
          {problem}
        </span>
      )}
      {!problem && done && (
        <span className="text-good">
          <CircleCheck className="mr-1 -mt-0.5 inline size-3.5" aria-hidden />
          {done}
        </span>
      )}
    </p>
  )
}
