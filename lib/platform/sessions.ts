import { OWN_CODES, PlatformError } from './errors'

export interface BorrowerSession {
  token: string
  mintedAt: Date
  expiresAt: Date
  /** Minted because the platform had refused the one before, within its lifetime. */
  reminted: boolean
}

/** Where sessions outlive this process. Keys are borrowerExternalIDs of one application. */
export interface SessionStore {
  load: (borrower: string) => Promise<BorrowerSession | null>
  save: (borrower: string, session: BorrowerSession) => Promise<void>
}

export interface SessionOptions {
  mint: (borrower: string, idempotencyKey: string) => Promise<{ token: string; expiresAt: Date }>
  store?: SessionStore
  now?: () => Date
}

export interface Sessions {
  /** The borrower's session token; minted when there is none that lives. */
  token: (borrower: string) => Promise<string>
  /** After the platform refused `refused`: whatever replaced it, or a new one. */
  renew: (borrower: string, refused: string) => Promise<string>
}

/** Somebody else mints for this borrower: we step back, since every mint of ours may end their session in turn. */
const REMINT_PAUSE_MS = 5 * 60 * 1000
const KEPT_IN_MEMORY = 5_000

/**
 * One session per borrower, minted at most once per lifetime and shared by all calls. Everything that reads or
 * replaces a borrower's session passes through one flight at a time. Refresh tokens are thrown away unread.
 */
export function createSessions(options: SessionOptions): Sessions {
  const now = options.now ?? (() => new Date())
  const known = new Map<string, BorrowerSession>()
  const flights = createFlights((borrower, session) => remember(known, borrower, session))
  const mint = createMint(options, now)

  async function current(borrower: string): Promise<BorrowerSession | null> {
    const session = known.get(borrower) ?? (await options.store?.load(borrower)) ?? null
    return session && isAlive(session, now()) ? session : null
  }

  return {
    async token(borrower) {
      const shared = flights.current(borrower)
      if (shared) return (await shared).token
      const session = known.get(borrower)
      if (session && isAlive(session, now())) return session.token
      return (await flights.start(borrower, async () => (await current(borrower)) ?? mint(borrower, false))).token
    },
    async renew(borrower, refused) {
      const session = await flights.start(borrower, async () => {
        const held = await current(borrower)
        if (held && held.token !== refused) return held
        if (held) refuseContest(held, now())
        return mint(borrower, held !== null)
      })
      return session.token
    },
  }
}

/** Mints under a key that stays the same until the platform gave a plain answer: no answer may still mean a session. */
function createMint(options: SessionOptions, now: () => Date) {
  const openKeys = new Map<string, string>()
  return async (borrower: string, reminted: boolean): Promise<BorrowerSession> => {
    const key = openKeys.get(borrower) ?? crypto.randomUUID()
    openKeys.set(borrower, key)
    const mintedAt = now()
    try {
      const session = { ...(await options.mint(borrower, key)), mintedAt, reminted }
      openKeys.delete(borrower)
      await options.store?.save(borrower, session)
      return session
    } catch (error) {
      if (error instanceof PlatformError && error.status > 0 && error.status < 500) openKeys.delete(borrower)
      throw error
    }
  }
}

/** Work on one borrower's session, one piece after the other. */
function createFlights(landed: (borrower: string, session: BorrowerSession) => void) {
  const flights = new Map<string, Promise<BorrowerSession>>()
  return {
    current: (borrower: string) => flights.get(borrower),
    start(borrower: string, work: () => Promise<BorrowerSession>): Promise<BorrowerSession> {
      const before = flights.get(borrower)
      const flight = (before ? before.catch(() => undefined).then(work) : work()).then((session) => {
        landed(borrower, session)
        return session
      })
      flights.set(borrower, flight)
      const land = () => flights.get(borrower) === flight && flights.delete(borrower)
      flight.then(land, land)
      return flight
    },
  }
}

/** Counts as over a little early, so that a token does not expire on its way. */
function isAlive(session: BorrowerSession, now: Date): boolean {
  const lifetimeMs = session.expiresAt.getTime() - session.mintedAt.getTime()
  return now.getTime() < session.expiresAt.getTime() - Math.min(5_000, lifetimeMs / 10)
}

function refuseContest(session: BorrowerSession, now: Date): void {
  if (!session.reminted || now.getTime() - session.mintedAt.getTime() >= REMINT_PAUSE_MS) return
  const message = 'The borrower is using sessions of their own; pulling again now would end them.'
  throw new PlatformError({ code: OWN_CODES.sessionContested, status: 401, message, retryable: true })
}

function remember(known: Map<string, BorrowerSession>, borrower: string, session: BorrowerSession): void {
  known.delete(borrower)
  known.set(borrower, session)
  const oldest = known.size > KEPT_IN_MEMORY ? known.keys().next().value : undefined
  if (oldest !== undefined) known.delete(oldest)
}
