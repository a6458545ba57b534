import { Random } from '../world/random'
import { invalidSession } from './errors'
import type { Borrower, Environment } from './types'

interface Token {
  borrower: Borrower
  expiresAt: number
  /** A later mint or refresh took its place. */
  isSuperseded: boolean
}

export interface Minted {
  sessionToken: string
  refreshToken: string
  sessionExpiresAt: number
  refreshExpiresAt: number
}

/** Sessions and their rotation: one live session a borrower; minting or refreshing voids what was there before. */
export class SessionBook {
  private readonly sessions = new Map<string, Token>()
  private readonly refreshes = new Map<string, Token>()
  private readonly current = new Map<Borrower, Minted>()
  private readonly random: Random

  constructor(
    seed: number,
    private readonly environment: Environment,
    private readonly lifetimes: { sessionMs: number; refreshMs: number },
  ) {
    this.random = new Random(seed, 'sessions', environment)
  }

  mint(borrower: Borrower, now: number): Minted {
    this.supersede(borrower)
    const minted: Minted = {
      sessionToken: `st_${this.environment}_${this.random.hex(32)}`,
      refreshToken: `rt_${this.environment}_${this.random.hex(32)}`,
      sessionExpiresAt: now + this.lifetimes.sessionMs,
      refreshExpiresAt: now + this.lifetimes.refreshMs,
    }
    this.sessions.set(minted.sessionToken, { borrower, expiresAt: minted.sessionExpiresAt, isSuperseded: false })
    this.refreshes.set(minted.refreshToken, { borrower, expiresAt: minted.refreshExpiresAt, isSuperseded: false })
    this.current.set(borrower, minted)
    return minted
  }

  private supersede(borrower: Borrower): void {
    const before = this.current.get(borrower)
    if (!before) return
    for (const token of [this.sessions.get(before.sessionToken), this.refreshes.get(before.refreshToken)]) {
      if (token) token.isSuperseded = true
    }
  }

  borrowerOf(sessionToken: string, now: number): Borrower {
    return this.checked(this.sessions, 'st_', sessionToken, 'session', now)
  }

  refresh(refreshToken: string, now: number): { borrower: Borrower; minted: Minted } {
    const borrower = this.checked(this.refreshes, 'rt_', refreshToken, 'refresh', now)
    return { borrower, minted: this.mint(borrower, now) }
  }

  private checked(book: Map<string, Token>, prefix: string, text: string, kind: string, now: number): Borrower {
    if (!text.startsWith(prefix)) throw invalidSession(`A ${kind} token is required`)
    const token = book.get(text)
    if (!token) throw invalidSession(`The ${kind} token is not known in this environment`)
    if (token.isSuperseded) throw invalidSession(`The ${kind} token was superseded`)
    if (token.expiresAt <= now) throw invalidSession(`The ${kind} token has expired`)
    return token.borrower
  }
}
