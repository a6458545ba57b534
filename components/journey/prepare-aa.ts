import { isFinal } from '@/lib/domain/vocabulary'
import type { Tone } from '@/lib/format/words'
import type { JourneyScreen } from '@/lib/query/journey'

/** A consent session in the screen's words. */
export interface AaView {
  aaSessionID: string
  lender: string | null
  state: string
  tone: Tone
  issuedAt: Date | null
  expiresAt: Date | null
  expired: boolean
  returnedAt: Date | null
}

const WORDS: Record<string, string> = {
  REQUIRED: 'required',
  REDIRECT_READY: 'redirect ready',
  IN_PROGRESS: 'in progress',
  USER_RETURNED: 'user returned',
  APPROVAL_PENDING: 'approval pending',
  APPROVED: 'approved',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  FAILED: 'failed',
}
const TONES: Record<string, Tone> = {
  USER_RETURNED: 'wait',
  APPROVAL_PENDING: 'wait',
  REDIRECT_READY: 'accent',
  IN_PROGRESS: 'accent',
  APPROVED: 'good',
  REJECTED: 'stuck',
  EXPIRED: 'stuck',
  FAILED: 'stuck',
}
const OPEN_REDIRECTS = new Set(['REDIRECT_READY', 'IN_PROGRESS'])
const BEFORE_RETURN = new Set(['REQUIRED', 'REDIRECT_READY', 'IN_PROGRESS'])

/** Newest first. A redirect past its expiry is expired, whatever the last snapshot called it. */
export function prepareAa(journey: Pick<JourneyScreen, 'status' | 'offers' | 'aaSessions'>, now: Date): AaView[] {
  const views = journey.aaSessions.map((session): AaView => {
    const { aaSessionID, offerID, redirectExpiresAt, moments } = session
    const state = session.state ?? 'not reported'
    const open = OPEN_REDIRECTS.has(state)
    const late = open && redirectExpiresAt !== null && redirectExpiresAt < now && !isFinal(journey.status)
    return {
      aaSessionID,
      lender: journey.offers.find((offer) => offer.offerID === offerID)?.lender ?? null,
      state: late ? 'expired' : (WORDS[state] ?? state),
      tone: late ? 'stuck' : (TONES[state] ?? 'idle'),
      issuedAt: moments.findLast((moment) => moment.state === 'REDIRECT_READY')?.at ?? null,
      expiresAt: redirectExpiresAt,
      expired: redirectExpiresAt !== null && redirectExpiresAt < now,
      returnedAt: moments.find((moment) => moment.state === 'USER_RETURNED')?.at ?? returnedLater(moments),
    }
  })
  return views.toReversed()
}

/** The return itself may have gone untold; any later state tells that it happened by then. */
function returnedLater(moments: JourneyScreen['aaSessions'][number]['moments']): Date | null {
  return moments.find(({ state }) => !BEFORE_RETURN.has(state) && state !== 'EXPIRED' && WORDS[state])?.at ?? null
}
