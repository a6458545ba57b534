import { ordinaryBehaviour, type Behaviour } from '../world/behaviour'
import { Journey, type BorrowerSide } from '../world/journey'
import { LENDERS } from '../world/lenders'
import { Random } from '../world/random'
import { startJourney } from '../world/segments/start'
import { isFinal, type JourneyPlay, type Offer, type State, type Step } from '../world/types'
import { notFound } from './errors'
import type { Borrower, JourneyRecord, NewJourney } from './types'

export type StateListener = (record: JourneyRecord, state: State) => void

/** All borrowers and journeys of one application, moved by the world's clock. */
export class PlatformWorld {
  private readonly borrowers = new Map<string, Borrower>()
  private readonly records = new Map<string, JourneyRecord>()
  private started = 0
  private readonly openedAt: number

  constructor(
    private readonly seed: number,
    readonly clock: () => number,
    private readonly onState: StateListener,
    private readonly chooseBehaviour: ((index: number) => Behaviour) | undefined,
  ) {
    this.openedAt = clock()
  }

  borrower(borrowerExternalID: string): Borrower {
    const known = this.borrowers.get(borrowerExternalID)
    if (known) return known
    const random = new Random(this.seed, 'borrower', borrowerExternalID)
    const made: Borrower = { borrowerID: `brw_${random.hex(16)}`, borrowerExternalID, profile: {}, journeyIDs: [] }
    this.borrowers.set(borrowerExternalID, made)
    return made
  }

  /** The behaviour of the next journey that comes over the API. */
  nextBehaviour(): Behaviour {
    const random = new Random(this.seed, 'behaviour', this.started)
    return this.chooseBehaviour?.(this.started) ?? { ...ordinaryBehaviour(random), leavesAt: null }
  }

  start(options: NewJourney): JourneyRecord {
    const index = this.started
    this.started += 1
    // The opening time too: a second run of the same seed must not tell old events with new times.
    const random = new Random(this.seed, 'platform', this.openedAt, index)
    const count = options.behaviour.lenderCount ?? random.int(2, 4)
    const journey = new Journey({
      random,
      startAt: this.clock(),
      behaviour: options.behaviour,
      lenders: random.shuffled(LENDERS).slice(0, count),
      borrower: options.borrowerSide,
    })
    const { borrower } = options
    const play: JourneyPlay = {
      index,
      journeyID: random.uuid(),
      borrowerID: borrower.borrowerID,
      borrowerExternalID: borrower.borrowerExternalID,
      type: options.type,
      // The borrower's own object: what is filled in later shows in later snapshots.
      profile: borrower.profile,
      scenario: options.scenario,
      states: journey.states,
    }
    const record = this.keep({ play, journey, borrower })
    startJourney(journey)
    return record
  }

  /** Takes over a journey that was played elsewhere, so that it goes on here. */
  adopt(play: JourneyPlay, journey: Journey): JourneyRecord {
    const borrower = this.borrower(play.borrowerExternalID)
    borrower.borrowerID = play.borrowerID
    Object.assign(borrower.profile, play.profile)
    return this.keep({ play, journey, borrower })
  }

  private keep(record: JourneyRecord): JourneyRecord {
    record.borrower.journeyIDs.push(record.play.journeyID)
    record.journey.listen((state) => this.onState(record, state))
    this.records.set(record.play.journeyID, record)
    return record
  }

  /** Plays every journey up to the present. */
  advance(): void {
    const now = this.clock()
    for (const { journey } of this.records.values()) {
      const next = journey.nextAt()
      if (next !== null && next <= now) journey.runUntil(now)
    }
  }

  journey(borrower: Borrower, journeyID: string): JourneyRecord {
    const record = this.records.get(journeyID)
    if (!record || record.borrower !== borrower) throw notFound(`Journey ${journeyID}`)
    record.journey.runUntil(this.clock())
    return record
  }

  /** The journey that is not final, if any. */
  active(borrower: Borrower): JourneyRecord | null {
    const own = borrower.journeyIDs.map((journeyID) => this.journey(borrower, journeyID))
    return own.findLast(({ journey }) => !isFinal(journey.state.status)) ?? null
  }

  offer(borrower: Borrower, find: (offer: Offer) => boolean, what: string): { record: JourneyRecord; offer: Offer } {
    for (const journeyID of borrower.journeyIDs) {
      const record = this.journey(borrower, journeyID)
      const offer = record.journey.state.offers?.find(find)
      if (offer) return { record, offer }
    }
    throw notFound(what)
  }

  /** For the borrower's pages, which know a link and no session. */
  anyStep(find: (offer: Offer) => Step | null): { record: JourneyRecord; offer: Offer; step: Step | null } | null {
    for (const record of this.records.values()) {
      for (const offer of record.journey.state.offers ?? []) {
        const step = find(offer)
        if (step) {
          record.journey.runUntil(this.clock())
          return { record, offer, step }
        }
      }
    }
    return null
  }

  anyConsent(aaSessionID: string): { record: JourneyRecord; offer: Offer } | null {
    for (const record of this.records.values()) {
      const offer = record.journey.state.offers?.find((one) => one.aa?.aaSessionID === aaSessionID)
      if (offer) {
        record.journey.runUntil(this.clock())
        return { record, offer }
      }
    }
    return null
  }

  all(): Iterable<JourneyRecord> {
    return this.records.values()
  }
}

export type { BorrowerSide }
