import { Check, CircleHelp, X } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { ClockTime } from '@/components/ui/time'
import type { EventSides, SideAnswer } from '@/lib/domain/delivery-sides'

const SIDE_NAMES = { platform: 'Platform’s log', receiver: 'Our receiver', reported: 'Partner’s receiver' } as const

const STEPS = [
  ['sent', 'Sent'],
  ['received', 'Received'],
  ['verified', 'Verified'],
  ['applied', 'Applied'],
] as const

/** One event from three sides: how far it came, in one sentence, and what each side says. */
export function DeliverySides({ sides, className }: { sides: EventSides; className?: string }) {
  return (
    <Panel aria-labelledby="sides-title" className={cn(className)}>
      <PanelHeader id="sides-title" title="This event, from three sides" />
      <PanelBody className="grid gap-3">
        <p className="max-w-[80ch] font-medium">{sides.sentence}</p>
        <ol className="flex flex-wrap items-center gap-x-4 gap-y-1.5" aria-label="How far the event came">
          {STEPS.map(([step, label]) => (
            <Step key={step} label={label} answer={sides[step]} />
          ))}
        </ol>
        <dl className="divide-y divide-line">
          {sides.sides.map(({ side, words, attempts, lastAt }) => (
            <div
              key={side}
              className="grid min-h-(--row) grid-cols-[9.5rem_minmax(0,1fr)_auto] items-center gap-x-3 py-1"
            >
              <dt className="text-ink-2">{SIDE_NAMES[side]}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{words}</dd>
              <dd className="text-xs text-ink-3">
                {attempts > 1 && `${attempts} attempts, last `}
                {lastAt && <ClockTime at={lastAt} />}
              </dd>
            </div>
          ))}
        </dl>
      </PanelBody>
    </Panel>
  )
}

const ANSWERS = {
  yes: { Icon: Check, word: 'yes', className: 'bg-good-ground text-good' },
  no: { Icon: X, word: 'no', className: 'bg-stuck-ground text-stuck' },
  unknown: { Icon: CircleHelp, word: 'not known', className: 'bg-idle-ground text-idle' },
} as const

function Step({ label, answer }: { label: string; answer: SideAnswer }) {
  const { Icon, word, className } = ANSWERS[answer]
  return (
    <li className={cn('inline-flex h-6 items-center gap-1.5 rounded-sm px-2 text-xs', className)}>
      <Icon className="size-3.5" aria-hidden />
      {label}: {word}
    </li>
  )
}
