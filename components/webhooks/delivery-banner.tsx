import Link from 'next/link'
import { InlineText } from '@/components/guidance/inline-text'
import { Button } from '@/components/ui/button'
import { VerdictBanner } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { RelativeTime } from '@/components/ui/time'
import { causeLabel, guidanceHref, UNDETERMINED } from '@/lib/domain/conditions'
import { verdictTone } from '@/lib/format/words'
import type { DeliveryScreen } from '@/lib/query/delivery-screen'
import { CurlDialog } from './curl-dialog'
import { outcomeWords } from './outcome-words'
import { ReworkDialog } from './rework-dialog'
import { verdictMeaning, verdictTitle } from './verdict-words'

const CONDITION = 'webhook-signature-failure'

interface DeliveryBannerProps {
  screen: DeliveryScreen
  link: (path: string) => string
}

/** The answer: why it failed in one sentence, and what to do about it. */
export function DeliveryBanner({ screen, link }: DeliveryBannerProps) {
  const { delivery, fix } = screen
  const { verdict, cause, forensics } = delivery
  // A delivery that verifies here may still fail at the partner's receiver.
  const failsElsewhere = cause !== null && (verdict === 'verified' || verdict === 'duplicate')
  const isLog = delivery.source === 'platform'
  const tone = failsElsewhere ? 'sign' : isLog ? 'idle' : verdictTone(verdict)
  return (
    <VerdictBanner tone={tone} aria-labelledby="verdict-title">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <StatusPill tone={tone}>{pillWords(delivery, failsElsewhere)}</StatusPill>
        <h1 id="verdict-title" className="text-lg font-semibold">
          {fix ? `${fix.title}.` : isLog ? LOG.title : verdictTitle(verdict)}
        </h1>
      </div>
      <p className="mt-1.5 max-w-[95ch] text-ink-2">
        <InlineText>
          {forensics?.sentence ?? screen.reason ?? (isLog ? LOG.meaning : verdictMeaning(verdict))}
        </InlineText>
        <CauseWords screen={screen} link={link} />
      </p>
      {forensics?.missing && typeof forensics.missing === 'string' && (
        <p className="mt-1 max-w-[95ch] text-ink-2">{forensics.missing}</p>
      )}
      <Since screen={screen} link={link} />
      <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        {fix && (
          <p className="max-w-[80ch]">
            <span className="mr-3 font-semibold">Fix</span>
            <span className="text-ink-2">
              <InlineText>{fix.step}</InlineText>
            </span>
          </p>
        )}
        <Actions screen={screen} link={link} />
      </div>
    </VerdictBanner>
  )
}

const LOG = {
  title: 'The platform’s log tells of this attempt.',
  meaning: 'It was read from the platform and did not arrive here by itself, so there is nothing to apply.',
}

function pillWords({ source, verdict }: DeliveryScreen['delivery'], failsElsewhere: boolean): string {
  if (failsElsewhere) return 'fails at your receiver'
  return source === 'platform' ? 'platform’s log' : verdict.replaceAll('-', ' ')
}

function CauseWords({ screen, link }: DeliveryBannerProps) {
  const { cause, forensics } = screen.delivery
  if (!cause || cause === UNDETERMINED) return null
  const tried = Array.isArray(forensics?.tried) ? forensics.tried.length : 0
  return (
    <span className="text-ink-3">
      {' '}
      Cause:{' '}
      {screen.fix ? (
        <Link href={link(guidanceHref(CONDITION, cause))} className="link">
          {causeLabel(CONDITION, cause)}
        </Link>
      ) : (
        causeLabel(CONDITION, cause)
      )}
      {forensics && `, confidence ${forensics.confidence.toFixed(2)}`}.
      {tried > 1 && ` ${tried} kinds of explanation tried.`}
    </span>
  )
}

/** What happened to it after its arrival. */
function Since({ screen: { rework, finding }, link }: DeliveryBannerProps) {
  if (!rework && !finding) return null
  const told = rework?.processedAt ?? rework?.verifiedAt
  return (
    <ul className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-2">
      {finding && (
        <li>
          <Link href={link(`/findings/${finding.id}`)} className="link">
            {finding.deliveries !== null && finding.deliveries > 1
              ? `One of ${finding.deliveries} that failed the same way`
              : 'The finding about it'}
          </Link>{' '}
          <span className="text-ink-3">({finding.status})</span>
        </li>
      )}
      {rework && told && (
        <li className="flex flex-wrap items-center gap-1.5">
          <StatusPill {...outcomePill(rework)} />
          <span>
            {rework.processedAt ? 'processed again' : 'verified again'} <RelativeTime at={told} /> by {rework.actor}
            {(rework.detail ?? rework.reason) && `: ${rework.detail ?? rework.reason}`}
          </span>
        </li>
      )}
    </ul>
  )
}

function outcomePill({ outcome, verdict }: NonNullable<DeliveryScreen['rework']>) {
  const { label, tone } = outcome
    ? outcomeWords(outcome)
    : {
        label: verdict === 'verified' ? 'verifies now' : (verdict ?? 'checked').replaceAll('-', ' '),
        tone: verdictTone(verdict ?? ''),
      }
  return { tone, children: label }
}

const REFUSED = 'Engineers and admins may do this.'

function Actions({ screen, link }: DeliveryBannerProps) {
  const { delivery, fix, mayRework, inside } = screen
  const target = { deliveryIDs: [delivery.id] }
  const refused = mayRework.allowed ? null : REFUSED
  const of = delivery.applicationID ? `?applicationID=${delivery.applicationID}` : ''
  const headers = Object.entries(delivery.headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return (
    <div className="flex flex-wrap gap-2">
      {fix && delivery.cause && (
        <Button asChild variant="primary">
          <Link href={link(guidanceHref(CONDITION, delivery.cause))}>Open guidance</Link>
        </Button>
      )}
      {delivery.cause === UNDETERMINED && mayRework.allowed && (
        <Button asChild>
          <Link href={link('/webhooks/debugger')}>Try another secret</Link>
        </Button>
      )}
      <ReworkDialog kind="reverify" label="Re-verify" {...{ target, refused }} offered={mayRework.eligible} />
      <ReworkDialog kind="reprocess" label="Re-process" {...{ target, refused }} offered={mayRework.eligible} />
      {!('refused' in inside && inside.refused === 'not-kept') && (
        <CurlDialog
          url={`/api/v1/deliveries/${delivery.id}/reveal${of}`}
          headers={Object.fromEntries(headers)}
          refused={refused}
        />
      )}
      {delivery.journeyIDs.slice(0, 3).map((id, index) => (
        <Button asChild key={id}>
          <Link href={link(`/journeys/${encodeURIComponent(id)}`)}>
            {index === 0 ? 'Open journey' : `Open journey ${index + 1}`}
          </Link>
        </Button>
      ))}
    </div>
  )
}
