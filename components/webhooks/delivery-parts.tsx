import { Lock } from 'lucide-react'
import { CopyableID } from '@/components/ui/copyable-id'
import { EmptyState } from '@/components/ui/empty-state'
import { KeyValueList, KeyValueRow } from '@/components/ui/key-value'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import type { EventSides } from '@/lib/domain/delivery-sides'
import type { DeliveryScreen, ScreenDigest } from '@/lib/query/delivery-screen'
import type { Delivery } from '@/lib/query/schemas'
import { DeliveryBytes } from './delivery-bytes'
import { DeliveryDiff } from './delivery-diff'
import { DeliverySides } from './delivery-sides'
import { ruledOut } from './tried-lines'

const SIGNATURE = 'x-al-webhook-signature'

/** What arrived, what we computed, what was tried, and the bytes. */
export function DeliveryParts({ screen, sides }: { screen: DeliveryScreen; sides: EventSides | null }) {
  const { delivery, inside } = screen
  const shown = 'refused' in inside ? null : inside
  const of = delivery.applicationID ? `?applicationID=${delivery.applicationID}` : ''
  return (
    <>
      {shown?.diff && (
        <DeliveryDiff
          diff={shown.diff}
          signedLabel={screen.computedSignature ? 'what your receiver signed' : 'what was signed'}
        />
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Arrived screen={screen} digests={shown?.digests ?? null} />
        <div className="flex min-w-0 flex-col gap-4">
          {sides && <DeliverySides sides={sides} />}
          <Tried delivery={delivery} />
        </div>
      </div>
      {shown ? (
        <DeliveryBytes key={delivery.id} first={shown.bytes} url={`/api/v1/deliveries/${delivery.id}/bytes${of}`} />
      ) : (
        <NoBytes refused={'refused' in inside ? inside.refused : 'not-kept'} size={delivery.bodySize} />
      )}
    </>
  )
}

function Arrived({ screen, digests }: { screen: DeliveryScreen; digests: ScreenDigest[] | null }) {
  const { delivery, computedSignature } = screen
  return (
    <Panel aria-labelledby="headers-title">
      <PanelHeader id="headers-title" title="Headers and digests" />
      <PanelBody>
        <KeyValueList>
          {sorted(delivery.headers).map(([name, value]) => (
            <KeyValueRow key={name} label={name}>
              <span className="mono break-all">{typeof value === 'string' ? value : JSON.stringify(value)}</span>
            </KeyValueRow>
          ))}
          {computedSignature && (
            <KeyValueRow label="computed by your receiver">
              <span className="mono break-all text-sign">{computedSignature}</span>
            </KeyValueRow>
          )}
          {digests?.map((digest, index) => (
            <Digest key={`${digest.hint}-${index}`} digest={digest} />
          ))}
          <KeyValueRow label="SHA-256 of the body">
            {delivery.bodySha256 ? <CopyableID id={delivery.bodySha256} what="digest" /> : 'not kept'}
          </KeyValueRow>
        </KeyValueList>
        {digests === null && delivery.headers[SIGNATURE] !== undefined && (
          <p className="mt-2 text-xs text-ink-3">What we computed is shown to engineers and admins.</p>
        )}
      </PanelBody>
    </Panel>
  )
}

function Digest({ digest }: { digest: ScreenDigest }) {
  const { hint, status, shown, matches } = digest
  return (
    <KeyValueRow label={`computed by us, ${status === 'retired' ? 'retired ' : ''}secret ${hint}`}>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="mono break-all">{shown}</span>
        {matches === 'signature' && (
          <StatusPill tone={status === 'active' ? 'good' : 'sign'}>matches the signature</StatusPill>
        )}
        {matches === 'receiver' && <StatusPill tone="good">matches your receiver</StatusPill>}
        {matches === null && <span className="text-xs text-ink-3">matches nothing</span>}
      </span>
    </KeyValueRow>
  )
}

/** The signed headers first. */
function sorted(headers: Delivery['headers']): [string, unknown][] {
  const rank = (name: string) => (name.startsWith('x-al-') ? 0 : 1)
  return Object.entries(headers).sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
}

function Tried({ delivery }: { delivery: Delivery }) {
  const { forensics } = delivery
  const { lines, match } = ruledOut(forensics)
  return (
    <Panel aria-labelledby="tried-title">
      <PanelHeader id="tried-title" title="What was tried" />
      <PanelBody>
        {lines.length === 0 ? (
          <p className="text-ink-3">
            {forensics ? 'The reason is plain: nothing had to be tried.' : 'There was nothing to explain.'}
          </p>
        ) : (
          <ul className="max-h-96 divide-y divide-line overflow-y-auto" tabIndex={0} aria-labelledby="tried-title">
            {lines.map((line, index) => (
              <li
                key={`${line}-${index}`}
                className="grid min-h-(--row) grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 py-1"
              >
                <span className="[overflow-wrap:anywhere]">{line}</span>
                {index === match ? (
                  <StatusPill tone="sign">matches</StatusPill>
                ) : (
                  <span className="text-ink-3">no</span>
                )}
              </li>
            ))}
          </ul>
        )}
      </PanelBody>
    </Panel>
  )
}

function NoBytes({ refused, size }: { refused: 'role' | 'not-kept'; size: number }) {
  return (
    <Panel aria-labelledby="bytes-title">
      <PanelHeader id="bytes-title" title="The exact bytes" />
      {refused === 'role' ? (
        <EmptyState icon={<Lock />} title="Shown to engineers and admins">
          A webhook’s body holds borrowers’ personal data. Everything else about this delivery is above.
        </EmptyState>
      ) : (
        <EmptyState title="The bytes were not kept">
          {size > 1024 * 1024
            ? 'The body was over 1 MiB: its headers and its size are what remains.'
            : 'Headers and size are what remains of it.'}
        </EmptyState>
      )}
    </Panel>
  )
}
