import { OwnerMark } from '@/components/journeys/owner-mark'
import { CopyableID } from '@/components/ui/copyable-id'
import { KeyValue, KeyValueStrip } from '@/components/ui/key-value'
import { RelativeTime } from '@/components/ui/time'
import { formatMoney } from '@/lib/format/number'
import type { JourneyScreen } from '@/lib/query/journey'
import { RevealField } from './reveal-field'
import { loanType } from './step-words'

/** The facts of a journey, side by side. What is not known is left out, but for what a reader looks for. */
export function JourneyFacts({ journey }: { journey: JourneyScreen }) {
  const { requestedAmount } = journey
  const loan = [loanType(journey.type), requestedAmount === null ? null : formatMoney(requestedAmount)]
  return (
    <KeyValueStrip className="px-0.5">
      <KeyValue label="Journey">
        <CopyableID id={journey.journeyID} what="journey ID" className="font-normal" />
      </KeyValue>
      <BorrowerFacts journey={journey} />
      <KeyValue label="Whose move" className="col-span-2">
        <span className="flex min-w-0 items-center gap-1.5">
          <OwnerMark owner={journey.owner} />
          {journey.ownerReason && (
            <span className="min-w-0 truncate font-normal text-ink-2" title={journey.ownerReason}>
              {journey.ownerReason}
            </span>
          )}
        </span>
      </KeyValue>
      <KeyValue label="Loan">{loan.filter((part) => part !== null).join(' · ') || <Unknown />}</KeyValue>
      <KeyValue label="Status">{journey.status}</KeyValue>
      <KeyValue label="Next action">{journey.nextAction ?? <Unknown />}</KeyValue>
      {journey.lender && <KeyValue label="Lender">{journey.lender}</KeyValue>}
      <KeyValue label="Last update">
        <RelativeTime at={journey.updatedAt} />
      </KeyValue>
      {journey.pulledAt && (
        <KeyValue label="Last pull">
          <RelativeTime at={journey.pulledAt} />
        </KeyValue>
      )}
      <KeyValue label="Version">
        <CopyableID id={journey.version} what="version" className="font-normal" />
      </KeyValue>
    </KeyValueStrip>
  )
}

function BorrowerFacts({ journey }: { journey: JourneyScreen }) {
  const { applicationID, borrowerExternalID, borrower, revealable } = journey
  return (
    <>
      <KeyValue label="Borrower">
        {borrowerExternalID ? (
          <CopyableID id={borrowerExternalID} what="borrower ID" className="font-normal" />
        ) : (
          <Unknown />
        )}
      </KeyValue>
      {borrower.mobile && (
        <KeyValue label="Mobile">
          <Masked value={borrower.mobile} what="Mobile" />
        </KeyValue>
      )}
      {borrower.pan && (
        <KeyValue label="PAN">
          <Masked value={borrower.pan} what="PAN" />
        </KeyValue>
      )}
      {borrowerExternalID && revealable.length > 0 && (
        <KeyValue label="Personal data">
          <RevealField applicationID={applicationID} borrowerExternalID={borrowerExternalID} fields={revealable} />
        </KeyValue>
      )}
    </>
  )
}

function Masked({ value, what }: { value: string; what: string }) {
  return (
    <span className="mono font-normal whitespace-nowrap">
      <span className="sr-only">{`${what} ending in ${value.slice(-4)}`}</span>
      <span aria-hidden>{value}</span>
    </span>
  )
}

function Unknown() {
  return <span className="font-normal text-ink-3">not reported</span>
}
