import { journeyStateSchema, stepsSchema } from '@/lib/platform/contract'
import type { Random } from '../world/random'
import { MINUTE, SECOND, type Profile } from '../world/types'
import type { BorrowerSession, PartnerBackend } from './backend'
import type { PartnerClient, Reply } from './client'
import type { Conduct } from './conduct'

type JourneyState = ReturnType<typeof journeyStateSchema.parse>
type OfferState = NonNullable<JourneyState['offers']>[number]

export interface BorrowerAppOptions {
  client: PartnerClient
  backend: PartnerBackend
  conduct: Conduct
  random: Random
  borrowerExternalID: string
  profile: Profile
  clock: () => number
  /** Waits that long on the world's clock; rejects when the simulation stops. */
  sleep: (milliseconds: number) => Promise<void>
}

const FINAL = new Set(['DISBURSED', 'REJECTED', 'EXPIRED', 'CLOSED'])
const ACTIVE = /^(KYC|BANK_MANDATE|E_MANDATE|LOAN_AGREEMENT)_PENDING$/
const WRITE_TRIES = 4

/** One borrower with the partner's app in hand: mints, fills in, polls, chooses, consents and does the steps. */
export class BorrowerApp {
  private session: BorrowerSession | null = null
  private journeyID = ''
  private consentAsked = new Set<string>()

  constructor(private readonly options: BorrowerAppOptions) {}

  /** Plays until the journey ends; returns its ID and last status. */
  async run(): Promise<{ journeyID: string; status: string }> {
    this.session = await this.options.backend.mint(this.options.borrowerExternalID)
    const made = await this.write('POST', '/journeys', { type: 'PERSONAL_LOAN' })
    this.journeyID = String(made.data.journeyID ?? '')
    let status = String(made.data.status ?? 'REFUSED')
    while (this.journeyID !== '' && !FINAL.has(status)) {
      const state = await this.readState()
      if (state) {
        status = state.status
        await this.act(state)
      }
      const { activePollMs, passivePollMs } = this.options.conduct
      await this.options.sleep(ACTIVE.test(status) ? activePollMs : passivePollMs)
    }
    return { journeyID: this.journeyID, status }
  }

  private async token(): Promise<string | null> {
    const { session } = this
    if (session && session.sessionExpiresAt < this.options.clock() + 30 * SECOND) {
      this.session = await this.options.backend.refresh(session, this.options.borrowerExternalID)
      this.session ??= await this.options.backend.mint(this.options.borrowerExternalID)
    }
    return this.session?.sessionToken ?? null
  }

  private async read(path: string): Promise<Reply> {
    const { borrowerExternalID } = this.options
    const reply = await this.options.client.call('GET', path, await this.token(), { known: { borrowerExternalID } })
    if (reply.status === 401) this.session = await this.options.backend.mint(borrowerExternalID)
    if (reply.status === 429 && this.options.conduct.obeysRetryAfter) {
      await this.options.sleep((reply.retryAfterMs ?? 5 * SECOND) + 500)
    }
    return reply
  }

  private async write(method: string, path: string, body: unknown): Promise<Reply> {
    const { client, conduct, random, borrowerExternalID } = this.options
    const idempotencyKey = `idem_${random.hex(16)}`
    let reply: Reply = { status: 0, data: {}, code: null, retryAfterMs: null }
    for (let attempt = 0; attempt < WRITE_TRIES; attempt += 1) {
      reply = await client.call(method, path, await this.token(), {
        body,
        known: { borrowerExternalID },
        ...(conduct.keepsIdempotencyKey ? { idempotencyKey } : {}),
      })
      if (reply.status !== 429 && reply.status !== 0) return reply
      const asked = conduct.obeysRetryAfter ? (reply.retryAfterMs ?? 0) : 0
      const backoff = conduct.obeysRetryAfter ? SECOND * 2 ** attempt : 200
      await this.options.sleep(asked + backoff)
    }
    return reply
  }

  private async readState(): Promise<JourneyState | null> {
    const reply = await this.read(`/journeys/${this.journeyID}/state`)
    const parsed = journeyStateSchema.safeParse(reply.data)
    return parsed.success ? parsed.data : null
  }

  private think(median: number): Promise<void> {
    return this.options.sleep(this.options.random.logNormal(median, 0.6))
  }

  private async act(state: JourneyState): Promise<void> {
    if (state.status === 'PROFILE_REQUIRED') await this.fillIn()
    else if (state.status === 'OFFERS_AVAILABLE') await this.choose(state.offers ?? [])
    else if (state.status === 'OFFERS_PENDING' || state.status === 'AA_REQUIRED') await this.consent(state.offers ?? [])
    else if (ACTIVE.test(state.status)) await this.doStep(state.offers ?? [])
  }

  private async fillIn(): Promise<void> {
    const { profile, conduct } = this.options
    await this.think(90 * SECOND)
    if (conduct.sendsRawEnums)
      await this.write('PUT', '/profile', { ...profile, gender: 'F', employmentType: 'SALARIED' })
    await this.write('PUT', '/profile', profile)
    await this.write('POST', '/profile/submit', {})
  }

  private async choose(offers: readonly OfferState[]): Promise<void> {
    const received = offers.filter((offer) => offer.status === 'OFFER_RECEIVED')
    const [first, second] = this.options.random.shuffled(received)
    if (!first) return
    await this.think(2 * MINUTE)
    await this.write('POST', `/offers/${first.offerID}/proceed`, {})
    if (!second) return
    if (this.options.conduct.proceedsTwice) await this.write('POST', `/offers/${second.offerID}/proceed`, {})
  }

  private async consent(offers: readonly OfferState[]): Promise<void> {
    const asking = offers.find((offer) => offer.aa?.required && offer.aa.state === 'REQUIRED')
    if (!asking || this.consentAsked.has(asking.offerID)) return
    this.consentAsked.add(asking.offerID)
    await this.think(20 * SECOND)
    const reply = await this.write('POST', '/aa/sessions', { offerID: asking.offerID })
    const { redirectURL } = reply.data
    if (typeof redirectURL !== 'string') return
    await this.think(30 * SECOND)
    await this.options.client.visit(`${redirectURL}/open`)
    await this.think(45 * SECOND)
    await this.options.client.visit(`${redirectURL}/return`)
  }

  private async doStep(offers: readonly OfferState[]): Promise<void> {
    const chosen = offers.find((offer) => offer.proceededAt)
    const shown = this.options.conduct.readsStaleOffer ? offers.find((offer) => !offer.proceededAt) : chosen
    if (shown && shown !== chosen) await this.read(`/offers/${shown.offerID}/steps`)
    if (!chosen) return
    const parsed = stepsSchema.safeParse((await this.read(`/offers/${chosen.offerID}/steps`)).data)
    const ready = parsed.success ? parsed.data.steps.find((step) => step.status === 'READY') : undefined
    const link = ready?.resource?.redirectURL
    if (typeof link !== 'string') return
    await this.think(40 * SECOND)
    await this.options.client.visit(`${link}/begin`)
    await this.think(90 * SECOND)
    await this.options.client.visit(`${link}/finish`)
  }
}
