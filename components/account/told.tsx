import { CircleCheck, TriangleAlert } from 'lucide-react'

interface ToldProps {
  problem: string | null
  done?: string | null
  className?: string
}

/** How a change went. Always there, so that it is read out as it appears; it takes no room until then. */
export function Told({ problem, done, className = 'empty:sr-only' }: ToldProps) {
  return (
    <p role="status" className={className}>
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
