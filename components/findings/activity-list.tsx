import { Activity as ActivityIcon, MessageSquare } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { ClockTime, RelativeTime } from '@/components/ui/time'
import type { Activity } from '@/lib/query/finding-activity'
import { didWords } from './triage-words'

interface ActivityListProps {
  activity: Activity[]
  /** When the finding began, the last line. */
  firstSeenAt: Date
  hasMore: boolean
  link: (path: string) => string
}

/** Who did what, the newest first, down to when it was first seen. */
export function ActivityList({ activity, firstSeenAt, hasMore, link }: ActivityListProps) {
  return (
    <ol className="flex flex-col px-4 pb-4">
      {activity.map((entry) => (
        <ActivityRow key={entry.id} entry={entry} link={link} />
      ))}
      {hasMore ? (
        <li className="py-1.5 pl-6 text-ink-3">Earlier entries are in the read API.</li>
      ) : (
        <Line icon={<ActivityIcon />} at={firstSeenAt}>
          Detection saw it first
        </Line>
      )}
    </ol>
  )
}

function ActivityRow({ entry, link }: { entry: Activity; link: (path: string) => string }) {
  const until = entry.change.snoozeUntil?.to
  return (
    <Line icon={entry.note === null ? <ActivityIcon /> : <MessageSquare />} at={entry.at}>
      {didWords(entry)}
      {until && (
        <>
          {' until '}
          <ClockTime at={new Date(until)} />
        </>
      )}
      {entry.job && (
        <>
          {' in '}
          <Link href={link(`/jobs/${entry.job.id}`)} className="link">
            a job
          </Link>
          {entry.job.reason && <span className="text-ink-2">: {entry.job.reason}</span>}
        </>
      )}
      {entry.note !== null && (
        <span className="mt-1 block rounded-md border border-line bg-sunken px-2.5 py-1.5 whitespace-pre-wrap text-ink [overflow-wrap:anywhere]">
          <Note text={entry.note} />
        </span>
      )}
    </Line>
  )
}

function Line({ icon, at, children }: { icon: ReactNode; at: Date; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)_auto] gap-x-1 py-1.5">
      <span aria-hidden className="pt-0.5 text-ink-3 [&_svg]:size-3.5">
        {icon}
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
      <span className="text-xs text-ink-3">
        <RelativeTime at={at} />
      </span>
    </li>
  )
}

/** Mentions stand out. */
function Note({ text }: { text: string }) {
  const parts = text.split(/((?<![\w.@+-])@[\w.+@-]+)/)
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      <strong key={index} className="font-medium">
        {part}
      </strong>
    ) : (
      part
    ),
  )
}
