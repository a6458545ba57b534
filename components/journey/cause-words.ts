/** What a cause means for one journey: a headline that says it, and the next thing to do. */

/** A sentence whose times are told in the reader's zone. */
export type Sentence = (string | Date)[]

export interface CauseWords {
  headline: string | Sentence
  next: string
}

export interface CauseContext {
  /** The lender that the journey waits for, where one is known. */
  lender: string | null
  /** The step that stands in the way, in the screen's words. */
  blockedBy: string | null
  /** When the last consent link ran out. */
  linkExpiredAt: Date | null
}

type Words = (context: CauseContext) => CauseWords

const theLender = (lender: string | null) => lender ?? 'the lender'
const TheLender = (lender: string | null) => lender ?? 'The lender'

const CAUSES: Record<string, Words> = {
  'consent-session-timed-out': ({ linkExpiredAt }) => ({
    headline: [
      'The AA consent link expired',
      ...(linkExpiredAt ? [' at ', linkExpiredAt] : []),
      '; our app has to issue a new one.',
    ],
    next: 'Create or reconcile the AA session, request a fresh redirect URL and send it to the borrower.',
  }),
  'aa-required': ({ lender }) => ({
    headline: `${lender ?? 'A lender'} waits for Account Aggregator data.`,
    next: 'Take the borrower through Account Aggregator consent; the other offers wait for it.',
  }),
  'lender-dispatch-in-flight': ({ lender }) => ({
    headline: `${TheLender(lender)} has not answered yet.`,
    next: 'Wait for the webhook. Where attempts go on failing, ask the platform about this dispatch.',
  }),
  'polling-too-aggressive': () => ({
    headline: 'Our app reads the state faster than it can change.',
    next: 'Poll every 10 to 20 seconds while offers are awaited, and rely on webhooks for the rest.',
  }),
  'journey-state-not-reached': () => ({
    headline: 'The bank mandate cannot start: the journey has not come that far.',
    next: 'Reload the steps, then complete what the journey asks for next.',
  }),
  'prerequisite-incomplete': ({ blockedBy }) => ({
    headline: `The bank mandate is blocked by ${blockedBy ?? 'an earlier step'}.`,
    next: `Complete ${blockedBy ?? 'the earlier step'} first; the mandate opens by itself after it.`,
  }),
  'stale-offer-selection': () => ({
    headline: 'Our app reads the steps of another offer than the one that was proceeded.',
    next: 'Reload the journey and read the steps of the proceeded offer.',
  }),
  'offer-already-proceeded': () => ({
    headline: 'A second offer was tried after another had been proceeded.',
    next: 'Treat the first proceeded offer as the one; take the others off the borrower’s screen.',
  }),
  'waiting-on-platform': () => ({
    headline: 'The platform has not moved this journey on.',
    next: 'Refresh once to rule out a missed update, then ask the platform with the journey ID.',
  }),
  'waiting-on-lender': ({ lender }) => ({
    headline: `${TheLender(lender)} takes longer than expected.`,
    next: `Ask ${theLender(lender)} about this application; nothing is left for the borrower to do.`,
  }),
  'no-actionable-step': () => ({
    headline: 'No step is open to the borrower, and none is at work.',
    next: 'Reload the steps of the proceeded offer; if none opens, ask the platform.',
  }),
  'updates-missing': () => ({
    headline: 'An update of this journey did not reach us.',
    next: 'Repair the delivery that failed, then refresh the journey.',
  }),
}

/** Null for a cause without words of its own, as `undetermined`. */
export function causeWords(cause: string, context: CauseContext): CauseWords | null {
  const words = Object.hasOwn(CAUSES, cause) ? CAUSES[cause] : undefined
  return words ? words(context) : null
}

/** Causes that our own systems have to mend: they lead, since nobody else can. */
export const OUR_CAUSES: ReadonlySet<string> = new Set([
  'updates-missing',
  'consent-session-timed-out',
  'stale-offer-selection',
])
