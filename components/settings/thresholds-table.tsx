import { ChartLine } from 'lucide-react'
import Link from 'next/link'
import { Fragment, type ReactNode } from 'react'
import { sayMinutes } from '@/components/charts/prepare-survival'
import { cn } from '@/components/ui/cn'
import { NarrowItem, NarrowList } from '@/components/ui/narrow-list'
import { StatusPill } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { LearnedValue, ThresholdView } from '@/lib/query/thresholds'
import { InForceSince } from './in-force-since'
import { inForce, whyLearned } from './threshold-words'

interface ThresholdsTableProps {
  thresholds: ThresholdView[]
  isLearning: boolean
  /** `status|lender` of the curve that is shown. */
  shown: string | null
  hrefOf: (name: string) => string
  actionsOf: (threshold: ThresholdView) => ReactNode
}

export function nameOf(status: string, lender: string | null): string {
  return `${status}|${lender ?? ''}`
}

/** Each status with its default, below it each lender with what was learned, and which of them holds. */
export function ThresholdsTable(props: ThresholdsTableProps) {
  return (
    <>
      <Table label="How long each status may last" className="min-w-[860px]" wrapperClassName="hidden md:block">
        <TableHead>
          <tr>
            <TableHeader>Status and lender</TableHeader>
            <TableHeader numeric>Default</TableHeader>
            <TableHeader numeric>In force</TableHeader>
            <TableHeader>Why</TableHeader>
            <TableHeader>Since</TableHeader>
            <TableHeader>
              <span className="sr-only">Curve and override</span>
            </TableHeader>
          </tr>
        </TableHead>
        <TableBody>
          {props.thresholds.map((threshold) => (
            <Fragment key={threshold.status}>
              <StatusRow threshold={threshold} {...props} />
              {lendersOf(threshold).map((learned) => (
                <LenderRow key={learned.lender} threshold={threshold} learned={learned} {...props} />
              ))}
            </Fragment>
          ))}
        </TableBody>
      </Table>
      <NarrowThresholds {...props} />
    </>
  )
}

/** A status without lenders says all in its own row. */
function lendersOf({ learned }: ThresholdView): LearnedValue[] {
  return learned.filter(({ lender }) => lender !== null)
}

function wholeOf({ learned }: ThresholdView): LearnedValue | null {
  return learned.find(({ lender }) => lender === null) ?? null
}

function StatusRow({ threshold, ...props }: ThresholdsTableProps & { threshold: ThresholdView }) {
  const { status, defaultMinutes, override } = threshold
  const whole = wholeOf(threshold)
  return (
    <TableRow>
      <TableCell className="mono font-medium">{status}</TableCell>
      <TableCell numeric className="text-ink-2 whitespace-nowrap">
        {sayMinutes(defaultMinutes)}
      </TableCell>
      <TableCell numeric className="font-medium whitespace-nowrap">
        {sayMinutes(inForce(threshold, whole, props.isLearning))}
      </TableCell>
      <TableCell className="text-ink-2">
        {override ? (
          <Overridden threshold={threshold} />
        ) : whole ? (
          whyLearned(whole, defaultMinutes)
        ) : lendersOf(threshold).length > 0 ? (
          'Where no lender is waited for.'
        ) : (
          'No wait of this status yet.'
        )}
      </TableCell>
      <TableCell className="text-ink-2 whitespace-nowrap">
        {override ? <RelativeTime at={override.at} /> : <InForceSince since={whole?.since ?? null} />}
      </TableCell>
      <TableCell numeric className="py-0 whitespace-nowrap">
        <span className="inline-flex items-center">
          {whole && <CurveLink name={nameOf(status, null)} {...props} />}
          {props.actionsOf(threshold)}
        </span>
      </TableCell>
    </TableRow>
  )
}

interface LenderRowProps extends ThresholdsTableProps {
  threshold: ThresholdView
  learned: LearnedValue
}

function LenderRow({ threshold, learned, ...props }: LenderRowProps) {
  const { status, defaultMinutes, override } = threshold
  return (
    <TableRow>
      <TableCell className="pl-9! text-ink-2">{learned.lender}</TableCell>
      <TableCell />
      <TableCell numeric className="font-medium whitespace-nowrap">
        {sayMinutes(inForce(threshold, learned, props.isLearning))}
      </TableCell>
      <TableCell className={cn('text-ink-2', override && 'text-ink-3')}>
        {override && learned.minutes !== null ? `Learned ${sayMinutes(learned.minutes)}, not in force. ` : ''}
        {whyLearned(learned, defaultMinutes)}
      </TableCell>
      <TableCell className="text-ink-2 whitespace-nowrap">
        <InForceSince since={learned.since} />
      </TableCell>
      <TableCell numeric className="py-0">
        <CurveLink name={nameOf(status, learned.lender)} {...props} />
      </TableCell>
    </TableRow>
  )
}

function Overridden({ threshold: { override } }: { threshold: ThresholdView }) {
  if (!override) return null
  return (
    <StatusPill tone="accent">
      set by {override.by}
      {override.everywhere ? ' for every application' : ''}
    </StatusPill>
  )
}

function CurveLink({ name, shown, hrefOf }: { name: string } & Pick<ThresholdsTableProps, 'shown' | 'hrefOf'>) {
  const isShown = shown === name
  return (
    <Link
      href={hrefOf(name)}
      scroll={false}
      aria-current={isShown ? 'true' : undefined}
      className={cn(
        'inline-flex h-7 items-center gap-1 rounded-md px-2 text-xs text-ink-2 hover:bg-hover hover:text-ink',
        isShown && 'bg-hover text-ink',
      )}
    >
      <ChartLine className="size-3.5" aria-hidden />
      Curve
      <span className="sr-only"> of {name.replace('|', ' ')}</span>
    </Link>
  )
}

function NarrowThresholds({ thresholds, ...props }: ThresholdsTableProps) {
  return (
    <NarrowList label="How long each status may last">
      {thresholds.flatMap((threshold) => {
        const { status, defaultMinutes, learned, override } = threshold
        const whole = wholeOf(threshold)
        const head = (
          <NarrowItem
            key={status}
            title={<span className="mono text-xs [overflow-wrap:anywhere]">{status}</span>}
            aside={sayMinutes(inForce(threshold, whole, props.isLearning))}
          >
            <span className="text-xs">
              {override ? <Overridden threshold={threshold} /> : `default ${sayMinutes(defaultMinutes)}`}
            </span>
            <span className="ml-auto">{props.actionsOf(threshold)}</span>
          </NarrowItem>
        )
        const rows = learned.map((one) => (
          <NarrowItem
            key={nameOf(status, one.lender)}
            title={<span className="pl-3 font-normal">{one.lender ?? 'learned'}</span>}
            aside={sayMinutes(inForce(threshold, one, props.isLearning))}
          >
            <span className="min-w-0 flex-1 pl-3 text-xs">{whyLearned(one, defaultMinutes)}</span>
            <CurveLink name={nameOf(status, one.lender)} {...props} />
          </NarrowItem>
        ))
        return [head, ...rows]
      })}
    </NarrowList>
  )
}
