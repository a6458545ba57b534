import type { Random } from '../world/random'
import { proceededOffer } from '../world/change'
import { SECOND, type State } from '../world/types'
import type { PlayedJourney } from '../world/world'
import type { CallWriter, LoggedSession } from './writer'

/** The partner's own key; every ordinary mint uses it. */
export const KEY_FINGERPRINT = '5f1c0e9a77b2'
const APP = 'borrower-app'
const BACKEND = 'backend'
const POLLS_MAX = 10

const STEP_STATUSES: ReadonlySet<string> = new Set([
  'KYC_PENDING',
  'BANK_MANDATE_PENDING',
  'E_MANDATE_PENDING',
  'LOAN_AGREEMENT_PENDING',
])

/** The calls that a well-made borrower app makes while one journey goes its way. */
export class OrdinaryCalls {
  private held: LoggedSession | null = null

  constructor(
    private readonly writer: CallWriter,
    private readonly random: Random,
    private readonly played: PlayedJourney,
    private readonly endAt: number,
  ) {}

  write(): void {
    const { states } = this.played
    for (const [index, state] of states.entries()) {
      this.write1(state, states[index - 1] ?? null)
      this.poll(state, Math.min(states[index + 1]?.at ?? this.endAt, this.endAt))
    }
  }

  /** A session that is good at that time; an app refreshes ahead of time, or after one refusal. */
  sessionAt(at: number): LoggedSession {
    const { borrowerExternalID } = this.played
    if (!this.held || at > this.held.expiresAt + 20 * 60 * SECOND) {
      this.held = this.writer.mint(at - 900, BACKEND, KEY_FINGERPRINT, borrowerExternalID)
    } else if (at > this.held.expiresAt - 30 * SECOND) {
      if (at > this.held.expiresAt + 2 * SECOND) {
        // The normal refresh cycle: one refusal, a refresh, and the same call again.
        const given = {
          caller: APP,
          method: 'GET',
          path: '/profile',
          auth: this.writer.session(this.held),
          borrowerExternalID,
        }
        this.writer.refuse(at - 1500, 'AUTH_INVALID_SESSION', given)
      }
      this.held = this.writer.refreshed(at - 700, APP, this.held, borrowerExternalID)
    }
    return this.held
  }

  private call(at: number, method: string, path: string, status: number, version?: State): void {
    if (at > this.endAt) return
    const auth = this.writer.session(this.sessionAt(at))
    const { borrowerExternalID } = this.played
    const responseVersion = version ? { responseVersion: String(version.sequence) } : {}
    this.writer.add(at, { caller: APP, method, path, status, auth, borrowerExternalID, ...responseVersion })
  }

  private write1(state: State, before: State | null): void {
    const { at, trigger } = state
    const sent = at - this.random.between(60, 400)
    if (trigger === 'journey.started') this.call(sent, 'POST', '/journeys', 201)
    else if (trigger === 'borrower.profile.updated') this.call(sent, 'PUT', '/profile', 200)
    else if (trigger === 'journey.profile.submitted') this.call(sent, 'POST', '/profile/submit', 200)
    else if (trigger === 'journey.offer.proceeded') {
      this.call(sent, 'POST', `/offers/${proceededOffer(state)?.offerID}/proceed`, 200)
    } else if (trigger === 'journey.aa.updated') this.consent(state, before, sent)
  }

  private consent(state: State, before: State | null, sent: number): void {
    const offer = state.offers?.find(
      ({ offerID, aa }) =>
        aa?.redirectExpiresAt &&
        aa.redirectExpiresAt !== before?.offers?.find((one) => one.offerID === offerID)?.aa?.redirectExpiresAt,
    )
    if (!offer?.aa) return
    const hadOne = before?.offers?.find((one) => one.offerID === offer.offerID)?.aa?.aaSessionID
    if (!hadOne) this.call(sent, 'POST', '/aa/sessions', 201)
    else this.call(sent, 'POST', `/aa/sessions/${offer.aa.aaSessionID}/redirect`, 200)
  }

  /** Passive waiting every 10 to 20 s, around a step every 2 to 5 s; nobody looks for ever. */
  private poll(state: State, until: number): void {
    const { random } = this
    const isStep = STEP_STATUSES.has(state.status)
    if (state.status !== 'OFFERS_PENDING' && !isStep) return
    const path = `/journeys/${this.played.journeyID}/state`
    const offerID = proceededOffer(state)?.offerID
    if (isStep && offerID) this.call(state.at + 600, 'GET', `/offers/${offerID}/steps`, 200)
    let at = state.at + random.between(1, 4) * SECOND
    for (let count = 0; count < (isStep ? 3 : POLLS_MAX) && at < until; count += 1) {
      this.call(at, 'GET', path, 200, state)
      at += (isStep ? random.between(2, 5) : random.between(11, 19)) * SECOND
    }
  }
}
