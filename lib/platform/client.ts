import { z } from 'zod'
import { abortable } from './abortable'
import { CALLER_DEFAULTS, createCaller, type Caller, type CallerOptions } from './caller'
import {
  journeyStateSchema,
  offersSchema,
  platformDeliveriesSchema,
  profileSchema,
  sessionSchema,
  stepsSchema,
} from './contract'
import { OWN_CODES, PlatformError } from './errors'
import type { Pace } from './pacer'
import { createSessions, type Sessions, type SessionStore } from './sessions'
import { segment, type PlatformCall } from './transport'

export type PlatformJourneyState = z.infer<typeof journeyStateSchema>
export type PlatformOffers = z.infer<typeof offersSchema>
export type PlatformSteps = z.infer<typeof stepsSchema>
export type PlatformProfile = z.infer<typeof profileSchema>
export type PlatformDeliveries = z.infer<typeof platformDeliveriesSchema>

export interface PlatformClientOptions extends Partial<CallerOptions> {
  baseURL: string
  /** Null: the application has no key, and every call says so. */
  apiKey: string | null
  pace: Pace
  sessionStore?: SessionStore
  now?: () => Date
}

/** What one pull carries through all its calls. */
export interface CallContext {
  signal?: AbortSignal
  correlationID?: string
}

/** The platform's reads for one application. Every call throws PlatformError, or the signal's reason. */
export interface PlatformClient {
  state: (borrower: string, journeyID: string, context?: CallContext) => Promise<PlatformJourneyState>
  offers: (borrower: string, journeyID: string, context?: CallContext) => Promise<PlatformOffers>
  steps: (borrower: string, offerID: string, context?: CallContext) => Promise<PlatformSteps>
  profile: (borrower: string, context?: CallContext) => Promise<PlatformProfile>
  deliveries: (page: DeliveriesPage, context?: CallContext) => Promise<PlatformDeliveries>
  setPace: (pace: Pace) => void
  isCircuitOpen: () => boolean
  /** The platform has asked the whole application for silence. */
  isHeld: () => boolean
  close: () => Promise<void>
}

export interface DeliveriesPage {
  since: Date
  cursor: string | null
  limit: number
}

export function createPlatformClient(options: PlatformClientOptions): PlatformClient {
  const caller = createCaller({ ...CALLER_DEFAULTS, ...options })
  const sessions = createSessions({
    mint: (borrower, idempotencyKey) => mintSession(caller, options.apiKey, borrower, idempotencyKey),
    store: options.sessionStore,
    now: options.now,
  })
  const read = <T>(borrower: string, path: string, schema: z.ZodType<T>, context: CallContext = {}) => {
    const correlationID = context.correlationID ?? crypto.randomUUID()
    const work = withSession(sessions, borrower, (token) =>
      caller.call({ method: 'GET', path, token, scope: borrower, correlationID }, schema, context.signal),
    )
    return abortable(work, context.signal)
  }
  return {
    state: async (borrower, id, context) =>
      read(borrower, `/journeys/${segment(id)}/state`, journeyStateSchema, context),
    offers: async (borrower, id, context) => read(borrower, `/journeys/${segment(id)}/offers`, offersSchema, context),
    steps: async (borrower, id, context) => read(borrower, `/offers/${segment(id)}/steps`, stepsSchema, context),
    profile: (borrower, context) => read(borrower, '/profile', profileSchema, context),
    async deliveries(page, context = {}) {
      const call = deliveriesCall(page, requireKey(options.apiKey), context.correlationID)
      return abortable(caller.call(call, platformDeliveriesSchema, context.signal), context.signal)
    },
    setPace: caller.setPace,
    isCircuitOpen: caller.isCircuitOpen,
    isHeld: caller.isHeld,
    close: caller.close,
  }
}

async function withSession<T>(sessions: Sessions, borrower: string, read: (token: string) => Promise<T>): Promise<T> {
  const token = await sessions.token(borrower)
  try {
    return await read(token)
  } catch (error) {
    if (!(error instanceof PlatformError) || error.status !== 401) throw error
    return read(await sessions.renew(borrower, token))
  }
}

/** The body is our assumption: the public pages name the answer's fields and not the request's. */
async function mintSession(caller: Caller, apiKey: string | null, borrower: string, idempotencyKey: string) {
  const session = await caller.call(
    {
      method: 'POST',
      path: '/sessions',
      token: requireKey(apiKey),
      scope: null,
      body: { borrowerExternalID: borrower },
      idempotencyKey,
      correlationID: crypto.randomUUID(),
    },
    sessionSchema,
  )
  return { token: session.sessionToken, expiresAt: new Date(session.sessionExpiresAt) }
}

function deliveriesCall(page: DeliveriesPage, token: string, correlationID?: string): PlatformCall {
  const query: Record<string, string> = { since: page.since.toISOString(), limit: String(page.limit) }
  if (page.cursor !== null) query.cursor = page.cursor
  return {
    method: 'GET',
    path: '/webhooks/deliveries',
    query,
    token,
    scope: null,
    correlationID: correlationID ?? crypto.randomUUID(),
  }
}

function requireKey(apiKey: string | null): string {
  if (apiKey !== null) return apiKey
  throw new PlatformError({ code: OWN_CODES.noApiKey, status: 0, message: 'The application has no platform key.' })
}
