import Link from 'next/link'
import { InlineText } from '@/components/guidance/inline-text'
import { Button } from '@/components/ui/button'
import { CopyableID } from '@/components/ui/copyable-id'
import { Count } from '@/components/ui/count'
import { KeyValueList, KeyValueRow } from '@/components/ui/key-value'
import { Panel, PanelBody, PanelHeader, VerdictBanner } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ExactTime } from '@/components/ui/time'
import { causeLabel } from '@/lib/domain/conditions'
import { plural } from '@/lib/format/words'
import type { Debugged } from './debugged'
import { DeliveryDiff } from './delivery-diff'

const STATES: Record<string, { title: string; pill: string; tone: 'good' | 'sign' | 'wait' }> = {
  holds: { title: 'The signature holds.', pill: 'verifies', tone: 'good' },
  fails: { title: 'The signature fails.', pill: 'signature fails', tone: 'sign' },
  unchecked: { title: 'It cannot be verified as it stands.', pill: 'incomplete', tone: 'wait' },
}
const FAILS = { title: 'The signature fails.', pill: 'signature fails', tone: 'sign' } as const

interface DebugAnswerProps {
  answer: Debugged
  hasReceiver: boolean
  guidance: string
}

/** The same words as on a delivery's own page. */
export function DebugAnswer({ answer, hasReceiver, guidance }: DebugAnswerProps) {
  const { title, pill, tone } = STATES[answer.state] ?? FAILS
  const { cause } = answer
  const isExplained = cause !== null && cause !== 'undetermined'
  return (
    <>
      <VerdictBanner tone={tone} aria-labelledby="answer-title" role="status">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <StatusPill tone={tone}>{pill}</StatusPill>
          <h2 id="answer-title" className="text-lg font-semibold">
            {title}
          </h2>
        </div>
        <p className="mt-1.5 max-w-[95ch] text-ink-2">
          <InlineText>{answer.sentence}</InlineText>
          {isExplained && (
            <span className="text-ink-3">
              {' '}
              Cause: {causeLabel('webhook-signature-failure', cause)}
              {answer.confidence !== null && `, confidence ${answer.confidence.toFixed(2)}`}.{' '}
              {answer.tried.length > 1 && `${answer.tried.length} kinds of explanation tried.`}
            </span>
          )}
        </p>
        {answer.missing && <p className="mt-1 max-w-[95ch] text-ink-2">{answer.missing}</p>}
        {isExplained && (
          <Button asChild variant="primary" className="mt-3">
            <Link href={withAnchor(guidance, cause)}>Open guidance</Link>
          </Button>
        )}
      </VerdictBanner>
      {answer.diff && (
        <DeliveryDiff diff={answer.diff} signedLabel={hasReceiver ? 'what your receiver signed' : 'what was signed'} />
      )}
      <Computed answer={answer} />
    </>
  )
}

function Computed({ answer }: { answer: Debugged }) {
  return (
    <Panel aria-labelledby="computed-title">
      <PanelHeader id="computed-title" title="What was computed" />
      <PanelBody>
        <KeyValueList>
          <KeyValueRow label="Size">
            <Count value={answer.size} /> {plural(answer.size, 'byte')}
          </KeyValueRow>
          <KeyValueRow label="SHA-256 of the body">
            <CopyableID id={answer.sha256} what="digest" />
          </KeyValueRow>
          <KeyValueRow label="Timestamp">
            {answer.signedAt ? <ExactTime at={answer.signedAt} /> : 'none that can be read'}
          </KeyValueRow>
          {answer.digests.map(({ hint, status, shown, matches }, index) => (
            <KeyValueRow key={`${hint}-${index}`} label={`${status === 'retired' ? 'retired ' : ''}${hint}`}>
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="mono break-all">{shown}</span>
                {matches === null ? (
                  <span className="text-xs text-ink-3">matches nothing</span>
                ) : (
                  <StatusPill tone={status === 'active' ? 'good' : 'sign'}>
                    {matches === 'signature' ? 'matches the signature' : 'matches your receiver'}
                  </StatusPill>
                )}
              </span>
            </KeyValueRow>
          ))}
        </KeyValueList>
      </PanelBody>
    </Panel>
  )
}

function withAnchor(path: string, cause: string): string {
  return `${path}#${cause}`
}
