import type { Label } from '../labels/types'
import type { Random } from '../world/random'
import { proceededOffer } from '../world/change'
import { HOUR, isFinal, MINUTE, SECOND } from '../world/types'
import type { PlayedJourney } from '../world/world'
import type { CallWriter, LoggedSession } from './writer'

export interface JourneyStage {
  writer: CallWriter
  random: Random
  played: PlayedJourney
  endAt: number
  /** A session that is good at that time, without a call of its own. */
  held: LoggedSession
}

type Found = Pick<Label, 'condition' | 'cause' | 'kind' | 'lookAlike'> & {
  from: number
  to: number | null
  /** When it ends by time alone, where that is after the end. */
  lapses?: number
}

const PENDING_AFTER = 10 * MINUTE
const WINDOW = 10 * MINUTE
const STALE_FOR = 15 * MINUTE

/** OFFERS_PENDING beyond its threshold while one client reads the state every few seconds. */
export function hurriedPolling(
  { writer, random, played, endAt, held }: JourneyStage,
  isHurried: boolean,
): Found | null {
  const first = played.states.findIndex((state) => state.status === 'OFFERS_PENDING')
  const begins = played.states[first]
  if (!begins) return null
  const ends = played.states.slice(first).find((state) => state.status !== 'OFFERS_PENDING')?.at ?? endAt
  if (ends - begins.at < 14 * MINUTE) return null
  const from = begins.at + 6 * MINUTE
  const to = Math.min(ends - SECOND, begins.at + 45 * MINUTE)
  const clients = isHurried ? [held] : [held, { ...held, session: writer.fingerprint() }]
  for (const client of clients) {
    for (
      let at = from + random.between(0, 5) * SECOND;
      at < to;
      at += random.between(2.5, 4) * SECOND * (isHurried ? 1 : 4)
    ) {
      writer.add(at, {
        caller: 'borrower-app',
        method: 'GET',
        path: `/journeys/${played.journeyID}/state`,
        auth: writer.session(client),
        borrowerExternalID: played.borrowerExternalID,
        responseVersion: String(played.states.findLast((state) => state.at <= at)?.sequence ?? begins.sequence),
      })
    }
  }
  const condition = 'offers-pending'
  const cause = 'polling-too-aggressive'
  const until = Math.min(to + WINDOW, ends)
  const span = { from: begins.at + PENDING_AFTER, ...ending(until, endAt) }
  if (isHurried) return { kind: 'fault', condition, cause, ...span }
  return { kind: 'healthy', condition, cause, lookAlike: 'two clients, each at a proper pace', ...span }
}

function ending(until: number, endAt: number): Pick<Found, 'to' | 'lapses'> {
  return until >= endAt ? { to: null, lapses: until } : { to: until }
}

/** A 409 for a second offer, or (healthy) for the same one once more. */
export function lockConflict({ writer, random, played, endAt, held }: JourneyStage, isOther: boolean): Found | null {
  const state = played.states.find((one) => one.status === 'OFFER_SELECTED')
  const chosen = state ? proceededOffer(state) : null
  const other = state?.offers?.find((offer) => offer.status === 'OFFER_RECEIVED' && offer.offerID !== chosen?.offerID)
  const target = isOther ? other : chosen
  if (!state || !chosen || !target) return null
  const at = state.at + random.between(10, 90) * SECOND
  if (at > endAt) return null
  writer.refuse(at, 'OFFER_LOCK_CONFLICT', {
    caller: 'borrower-app',
    method: 'POST',
    path: `/offers/${target.offerID}/proceed`,
    auth: writer.session(held),
    borrowerExternalID: played.borrowerExternalID,
  })
  // It holds with the journey, and for two hours at least.
  const over = Math.max(played.states.find((one) => isFinal(one.status))?.at ?? Infinity, at + 2 * HOUR)
  const span = over === Infinity ? { to: null } : ending(over, endAt)
  const found = { condition: 'offer-lock-conflict', cause: 'offer-already-proceeded', from: at, ...span }
  return isOther ? { kind: 'fault', ...found } : { kind: 'healthy', ...found, lookAlike: 'a retry of the same offer' }
}

/** The steps of an offer that was not chosen, read again and again. */
export function staleSelection({ writer, random, played, endAt, held }: JourneyStage, isOften: boolean): Found | null {
  const state = played.states.find((one) => one.status === 'OFFER_SELECTED')
  const chosen = state ? proceededOffer(state) : null
  const other = state?.offers?.find((offer) => offer.offerID !== chosen?.offerID && offer.status === 'OFFER_RECEIVED')
  if (!state || !other) return null
  const count = isOften ? random.int(4, 9) : 2
  let at = state.at + 20 * SECOND
  let third = at
  for (let read = 1; read <= count; read += 1) {
    if (read > 1) at += random.between(8, 40) * SECOND
    if (read === 3) third = at
    if (at > endAt) return null
    writer.add(at, {
      caller: 'borrower-app',
      method: 'GET',
      path: `/offers/${other.offerID}/steps`,
      auth: writer.session(held),
      borrowerExternalID: played.borrowerExternalID,
    })
  }
  const until = at + STALE_FOR
  const found = { condition: 'bank-mandate-not-actionable', cause: 'stale-offer-selection' }
  const span = { from: third, ...ending(until, endAt) }
  return isOften
    ? { kind: 'fault', ...found, ...span }
    : { kind: 'healthy', ...found, ...span, lookAlike: 'fewer than three reads' }
}
