import { maskOffers } from '@/lib/domain/mask-snapshot'
import type { JourneySnapshot, ProfileUpdate } from '@/lib/domain/snapshot'
import { storableText } from '@/lib/domain/text'
import type { CallContext, PlatformClient, PlatformJourneyState, PlatformOffers } from '@/lib/platform/client'
import { OWN_CODES, PlatformError } from '@/lib/platform/errors'
import { reshapeJourney, reshapeProfile } from './reshape-snapshot'

export interface PullTarget {
  applicationID: string
  journeyID: string
  borrowerExternalID: string
  /** Where the platform still has this version there is nothing to read. Null: read in any case. */
  unlessVersion: bigint | null
}

export interface PulledJourney {
  snapshot: JourneySnapshot
  /** Null where the borrower has no profile yet. */
  profile: ProfileUpdate | null
}

const READS_MAX = 3
const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2200, 0, 1)

/**
 * Reads one journey: state, offers, the steps of each offer, profile. Steps carry no version of their own, so the state
 * is read again at the end; where it moved meanwhile, the whole is read anew, at most three times. Null: unchanged.
 * Throws PlatformError, `VERSION_MOVED` where the journey never stood still.
 */
export async function pullJourney(
  client: PlatformClient,
  target: PullTarget,
  context: CallContext = {},
): Promise<PulledJourney | null> {
  let state = await readState(client, target, context)
  if (state.version === target.unlessVersion) return null
  for (let read = 0; read < READS_MAX; read++) {
    const offers = await readOffers(client, target, context)
    const profile = await readProfile(client, target, state.version, context)
    const after = await readState(client, target, context)
    if (after.version === state.version) {
      return { snapshot: maskOffers(snapshotOf(target, after, offers), profile?.profile ?? null), profile }
    }
    state = after
  }
  throw new PlatformError({
    code: OWN_CODES.versionMoved,
    status: 0,
    message: 'The journey changed during each of three reads; the next pull tries again.',
    retryable: true,
  })
}

async function readState(
  client: PlatformClient,
  target: PullTarget,
  context: CallContext,
): Promise<PlatformJourneyState> {
  const state = await client.state(target.borrowerExternalID, target.journeyID, context)
  if (state.journeyID !== target.journeyID) throw unusable('The platform answered with another journey than asked for.')
  const at = Date.parse(state.updatedAt)
  if (!(at >= EARLIEST && at <= LATEST)) throw unusable('The journey was updated at a time that cannot be.')
  return state
}

type OffersWithSteps = PlatformOffers['offers']

async function readOffers(client: PlatformClient, target: PullTarget, context: CallContext): Promise<OffersWithSteps> {
  const { offers } = await client.offers(target.borrowerExternalID, target.journeyID, context)
  return Promise.all(
    offers.map(async (offer) => {
      const read = await unlessMissing(client.steps(target.borrowerExternalID, offer.offerID, context))
      return read ? { ...offer, steps: read.steps } : offer
    }),
  )
}

async function readProfile(
  client: PlatformClient,
  target: PullTarget,
  sequence: bigint,
  context: CallContext,
): Promise<ProfileUpdate | null> {
  const profile = await unlessMissing(client.profile(target.borrowerExternalID, context))
  if (!profile) return null
  const { applicationID, borrowerExternalID } = target
  return { applicationID, borrowerExternalID, sequence, profile: reshapeProfile(profile) }
}

function snapshotOf(target: PullTarget, state: PlatformJourneyState, offers: OffersWithSteps): JourneySnapshot {
  return {
    applicationID: target.applicationID,
    borrowerExternalID: storableText(state.borrowerExternalID ?? target.borrowerExternalID),
    sequence: state.version,
    eventKey: `pull:${state.version}`,
    source: 'pull',
    receivedAt: new Date(),
    eventAt: new Date(state.updatedAt),
    ...reshapeJourney({ ...state, offers }),
  }
}

function unusable(message: string): PlatformError {
  return new PlatformError({ code: OWN_CODES.badAnswer, status: 200, message })
}

/** A 404 says that there is none, which is an answer. */
async function unlessMissing<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read
  } catch (error) {
    if (error instanceof PlatformError && error.status === 404) return null
    throw error
  }
}
