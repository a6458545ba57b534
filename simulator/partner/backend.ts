import type { PartnerClient } from './client'

export interface BorrowerSession {
  sessionToken: string
  refreshToken: string
  sessionExpiresAt: number
}

function readSession(data: Record<string, unknown>): BorrowerSession | null {
  const { sessionToken, refreshToken, sessionExpiresAt } = data
  if (typeof sessionToken !== 'string' || typeof refreshToken !== 'string') return null
  return { sessionToken, refreshToken, sessionExpiresAt: Date.parse(String(sessionExpiresAt)) }
}

/** The partner's back end: the only one that holds the API key. */
export class PartnerBackend {
  constructor(
    private readonly client: PartnerClient,
    private readonly apiKey: () => string,
  ) {}

  /** Null when the platform refused. */
  async mint(borrowerExternalID: string): Promise<BorrowerSession | null> {
    const body = { borrowerExternalID }
    const reply = await this.client.call('POST', '/sessions', this.apiKey(), { body, known: { borrowerExternalID } })
    return readSession(reply.data)
  }

  async refresh(session: BorrowerSession, borrowerExternalID: string): Promise<BorrowerSession | null> {
    const known = { borrowerExternalID }
    const reply = await this.client.call('POST', '/sessions/refresh', session.refreshToken, { body: {}, known })
    return readSession(reply.data)
  }
}
