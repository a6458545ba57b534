import { OwnerMark } from '@/components/journeys/owner-mark'
import { CopyableID } from '@/components/ui/copyable-id'
import { KeyValue, KeyValueStrip } from '@/components/ui/key-value'
import { RelativeTime } from '@/components/ui/time'
import { formatMoney } from '@/lib/format/number'
import type { JourneyScreen } from '@/lib/query/journey'
import { loanType } from './step-words'

/** The facts of a journey, side by side. What is not known is left out, but for what a reader looks for. */
export function JourneyFacts({ journey }: { journey: JourneyScreen }) {
  const { borrower, requestedAmount } = journey
  const loan = [loanType(journey.type), requestedAmount === null ? null : formatMoney(requestedAmount)]
  return (
    <KeyValueStrip className="px-0.5">
      <KeyValue label="Journey">
        <CopyableID id={journey.journeyID} what="journey ID" className="font-normal" />
      </KeyValue>
      <KeyValue label="Borrower">
        <span className="flex min-w-0 flex-wrap items-center gap-x-1.5">
          {journey.borrowerExternalID ? (
            <CopyableID id={journey.borrowerExternalID} what="borrower ID" className="font-normal" />
          ) : (
            <Unknown />
          )}
          {borrower.mobile && <Masked value={borrower.mobile} what="Mobile" />}
        </span>
      </KeyValue>
      {borrower.pan && (
        <KeyValue label="PAN">
          <Masked value={borrower.pan} what="PAN" />
        </KeyValue>
      )}
      <KeyValue label="Loan">{loan.filter((part) => part !== null).join(' · ') || <Unknown />}</KeyValue>
      <KeyValue label="Whose move">
        <OwnerMark owner={journey.owner} />
      </KeyValue>
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
        <CopyableID id={journey.version} what="version" full className="font-normal" />
      </KeyValue>
    </KeyValueStrip>
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
