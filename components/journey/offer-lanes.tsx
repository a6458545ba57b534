import { Lock } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import { CopyableID } from '@/components/ui/copyable-id'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { StatusPill, ToneIcon } from '@/components/ui/status-pill'
import { ClockTime } from '@/components/ui/time'
import type { Tone } from '@/lib/format/words'
import type { OfferLane, StepBox } from './prepare-offers'

/** A lane for each offer, its steps from left to right; on narrow screens a lane's steps stand below each other. */
export function OfferLanes({ lanes, unlisted }: { lanes: OfferLane[]; unlisted: string[] }) {
  return (
    <Panel aria-labelledby="offers">
      <PanelHeader title="Offers and steps" id="offers" />
      <PanelBody className="pb-2">
        <ul className="divide-y divide-line">
          {lanes.map((lane) => (
            <Lane key={lane.key} lane={lane} />
          ))}
        </ul>
        {unlisted.length > 0 && (
          <p className="border-t border-line py-2 text-xs text-ink-3">No longer listed: {unlisted.join(', ')}.</p>
        )}
      </PanelBody>
    </Panel>
  )
}

function Lane({ lane }: { lane: OfferLane }) {
  if (!lane.steps?.length) {
    return (
      <li className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-0.5 py-1.5">
        <LaneHead lane={lane} />
        <span className="text-2xs text-ink-3 sm:ml-auto">
          {lane.steps ? 'no steps on this offer' : 'steps not reported'}
        </span>
      </li>
    )
  }
  return (
    <li className="grid gap-x-4 gap-y-2 py-3 lg:grid-cols-[176px_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5 lg:flex-col lg:items-start lg:justify-center">
        <LaneHead lane={lane} />
      </div>
      <Steps steps={lane.steps} lender={lane.lender} />
    </li>
  )
}

function LaneHead({ lane }: { lane: OfferLane }) {
  return (
    <>
      <h3 className="max-w-full text-sm font-semibold break-words">{lane.lender}</h3>
      <span className="max-w-full truncate text-2xs text-ink-3">{lane.status ?? 'status not reported'}</span>
      {lane.proceededAt && (
        <StatusPill tone="good" icon={<Lock className="size-3" aria-hidden />}>
          proceeded <ClockTime at={lane.proceededAt} />
        </StatusPill>
      )}
      {lane.aa && <span className="max-w-full truncate text-2xs text-ink-3">AA {lane.aa}</span>}
      <CopyableID id={lane.offerID} what="offer ID" className="text-ink-3" />
    </>
  )
}

function Steps({ steps, lender }: { steps: StepBox[]; lender: string }) {
  return (
    <ol aria-label={`Steps of ${lender}`} className="grid min-w-0 gap-y-1 self-center sm:flex sm:items-stretch">
      {steps.map((step, index) => (
        <li key={step.key} className="flex min-w-0 flex-1 items-center">
          {index > 0 && <span aria-hidden className="hidden h-px w-3 shrink-0 bg-line-strong sm:block xl:w-6" />}
          <Box step={step} />
        </li>
      ))}
    </ol>
  )
}

const BOX: Partial<Record<Tone, string>> = {
  stuck: 'border-stuck bg-stuck-ground',
  accent: 'border-accent/60 bg-accent-ground',
}
const WORD: Partial<Record<Tone, string>> = { stuck: 'text-stuck', accent: 'text-accent', good: 'text-good' }

function Box({ step }: { step: StepBox }) {
  const tone = step.tone
  return (
    <div
      aria-current={step.current ? 'step' : undefined}
      title={step.message ?? undefined}
      className={cn(
        'h-full min-w-0 flex-1 rounded-md border border-line px-2.5 py-1.5 max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-2 sm:min-h-14',
        tone && BOX[tone],
        step.current && 'border-[1.5px]',
      )}
    >
      <p className="truncate font-medium max-sm:mr-auto">{step.title}</p>
      <p className={cn('flex items-center gap-1 text-2xs text-ink-2', tone && WORD[tone])}>
        {tone && <ToneIcon tone={tone} className="size-1.5" />}
        <span className="break-words">{step.state}</span>
      </p>
      {(step.action || step.since) && (
        <p className="text-2xs text-ink-2">
          {step.action}
          {step.action && step.since && ' · '}
          {step.since && (
            <>
              since <ClockTime at={step.since} />
            </>
          )}
        </p>
      )}
      {step.code && <p className="truncate text-2xs text-ink-2">{step.code}</p>}
      {step.message && step.tone === 'stuck' && <p className="line-clamp-2 text-2xs text-ink-2">{step.message}</p>}
    </div>
  )
}
