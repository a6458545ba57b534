import type { Behaviour } from '../world/behaviour'
import type { BorrowerSide, Journey } from '../world/journey'
import type { JourneyPlay, Profile } from '../world/types'

export type Environment = 'live' | 'test'

export interface PlatformOptions {
  /** 0 picks a free one. */
  port?: number
  host?: string
  seed?: number
  environment?: Environment
  applicationID: string
  tenantID: string
  /** Made from the seed when absent. */
  apiKey?: string
  /** Where webhooks go, and the secret they are signed with; none are sent without. */
  webhook?: { url: string; secret: string }
  /** The world's clock, milliseconds; default real time. */
  clock?: () => number
  sessionTtlMs?: number
  refreshTtlMs?: number
  limits?: Partial<Limits>
  /** How the n-th new journey is played; default ordinary. */
  behaviour?: (index: number) => Behaviour
  /** Delays between attempts of one webhook, in milliseconds. */
  webhookBackoffMs?: readonly number[]
}

/** Requests a minute. */
export interface Limits {
  readsPerBorrower: number
  writesPerBorrower: number
  writesPerApplication: number
  sessionsPerApplication: number
}

export interface Borrower {
  borrowerID: string
  borrowerExternalID: string
  profile: Partial<Profile>
  journeyIDs: string[]
}

export interface JourneyRecord {
  play: JourneyPlay
  journey: Journey
  borrower: Borrower
}

export interface NewJourney {
  borrower: Borrower
  type: JourneyPlay['type']
  behaviour: Behaviour
  borrowerSide: BorrowerSide
  scenario: string
}

/** A request as a route sees it. */
export interface Call {
  method: string
  path: string
  params: Record<string, string>
  query: URLSearchParams
  body: Record<string, unknown>
  /** Set on routes that need a session. */
  borrower: Borrower | null
}

export interface Answer {
  status: number
  data: unknown
}
