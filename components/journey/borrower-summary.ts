import type { JourneyScreen } from '@/lib/query/journey'

/**
 * What support reads out to the borrower: plain words, no codes, no IDs, nothing personal. Durations instead of clock
 * times, since the reader and the borrower may sit in different zones.
 */

export type SummaryInput = Pick<JourneyScreen, 'type' | 'status' | 'owner' | 'stuck' | 'waitingSince' | 'lender'> & {
  offers: { steps: { type: string; status: string }[] | null }[]
  findings: { cause: string }[]
}

export function borrowerSummary(journey: SummaryInput, now: Date): string {
  const sentences = [`${application(journey.type)} ${standing(journey)}`, wait(journey, now), ask(journey)]
  return sentences.filter((sentence) => sentence !== null).join(' ')
}

const LOANS: Record<string, string> = {
  PERSONAL_LOAN: 'Your personal loan application',
  GOLD_LOAN: 'Your gold loan application',
}

function application(type: string | null): string {
  return (type && LOANS[type]) || 'Your loan application'
}

const STANDINGS: Record<string, string> = {
  STARTED: 'has been started.',
  PROFILE_REQUIRED: 'needs your details before it can go on.',
  PROFILE_SUBMITTED: 'is being checked.',
  OFFERS_PENDING: 'is with the lenders, who are preparing their offers.',
  OFFERS_AVAILABLE: 'has offers ready for you.',
  OFFER_SELECTED: 'is being prepared with the offer that you chose.',
  AA_REQUIRED: 'needs your consent to share bank statements.',
  KYC_PENDING: 'is at the identity check.',
  BANK_MANDATE_PENDING: 'is at the bank account set-up.',
  E_MANDATE_PENDING: 'is at the repayment set-up.',
  LOAN_AGREEMENT_PENDING: 'is at the loan agreement.',
  LENDER_PROCESSING: 'is complete on your side and is with the lender for the last checks.',
  DISBURSED: 'is complete: the loan has been paid out.',
  REJECTED: 'was not approved.',
  EXPIRED: 'has expired, because it was not finished in time.',
  CLOSED: 'has been closed.',
}

function standing({ status, lender }: SummaryInput): string {
  if (status === 'LENDER_PROCESSING' && lender) {
    return `is complete on your side and is with ${lender} for the last checks.`
  }
  return STANDINGS[status] ?? 'is in progress.'
}

function wait({ owner, waitingSince }: SummaryInput, now: Date): string | null {
  if (owner === 'none' || owner === 'borrower') return null
  return `It has been waiting there for ${roughly(now.getTime() - waitingSince.getTime())}.`
}

/** Whole words, rounded down: `less than a minute`, `about 26 minutes`, `about an hour`, `about 3 hours`, `about 2 days`. */
export function roughly(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 60) return `about ${count(minutes, 'minute')}`
  const hours = Math.floor(minutes / 60)
  if (hours === 1) return 'about an hour'
  return hours < 48 ? `about ${count(hours, 'hour')}` : `about ${count(Math.floor(hours / 24), 'day')}`
}

const count = (value: number, unit: string) => `${value} ${unit}${value === 1 ? '' : 's'}`

function ask(journey: SummaryInput): string {
  const has = (cause: string) => journey.findings.some((finding) => finding.cause === cause)
  if (journey.owner === 'none') return END_ASKS[journey.status] ?? 'There is nothing left for you to do.'
  if (has('consent-session-timed-out')) {
    return 'The link to share your bank statements has run out. We will send you a new one; please open it soon after it arrives.'
  }
  if (has('aa-required') && journey.owner === 'borrower') return SHARE_STATEMENTS
  if (journey.owner === 'borrower') return BORROWER_ASKS[journey.status] ?? openStepAsk(journey)
  if (journey.owner === 'us') return 'The next step is ours, and we are on it. You do not need to do anything now.'
  if (journey.stuck) {
    return `This takes longer than usual. ${WAITED_FOR[journey.owner]} You do not need to do anything now, and nothing is lost.`
  }
  return 'You do not need to do anything now; we will let you know as soon as it moves on.'
}

const SHARE_STATEMENTS =
  'Please open the app and agree to share your bank statements, so that the lender can make an offer.'

const END_ASKS: Record<string, string> = {
  REJECTED: 'There is nothing left for you to do on this application.',
  EXPIRED: 'You can start a new application whenever you like.',
}

const BORROWER_ASKS: Record<string, string> = {
  STARTED: 'Please open the app and fill in your details.',
  PROFILE_REQUIRED: 'Please open the app and fill in your details.',
  OFFERS_AVAILABLE: 'Please open the app, look at the offers and choose the one that suits you.',
  AA_REQUIRED: SHARE_STATEMENTS,
}

const STEP_ASKS: Record<string, string> = {
  KYC: 'Please open the app and complete the identity check.',
  ACCOUNT_AGGREGATOR: SHARE_STATEMENTS,
  BANK_MANDATE: 'Please open the app and set up your bank account.',
  E_MANDATE: 'Please open the app and set up the repayment.',
  LOAN_AGREEMENT: 'Please open the app, read the loan agreement and sign it.',
}

function openStepAsk({ offers }: SummaryInput): string {
  const open = offers
    .flatMap((offer) => offer.steps ?? [])
    .find((step) => step.status === 'READY' || step.status === 'IN_PROGRESS')
  return (open && STEP_ASKS[open.type]) ?? 'Please open the app; it shows what comes next.'
}

const WAITED_FOR: Record<SummaryInput['owner'], string> = {
  lender: 'We are waiting for the lender’s answer.',
  account_aggregator: 'We are waiting for your bank statements to come through.',
  platform: 'We are asking our partner to look into it.',
  us: '',
  borrower: '',
  none: '',
}
