import type { CodeSample } from '../types'

export const SESSIONS: CodeSample = {
  title: 'sessions.ts: one refresh at a time, old tokens never used again',
  language: 'ts',
  source: String.raw`export interface Session {
  sessionToken: string
  refreshToken: string
  sessionExpiresAt: string
}

const MARGIN_MS = 60_000

/** Sessions of one borrower in one environment. refresh: POST /sessions/refresh; save: writes both tokens in one go. */
export function createSessions(
  first: Session,
  refresh: (refreshToken: string) => Promise<Session>,
  save: (session: Session) => Promise<void>,
) {
  let current = first
  let renewing: Promise<void> | null = null

  function renew(): Promise<void> {
    // Everyone who comes while a refresh runs waits for that one: a second would spend a void refresh token.
    renewing ??= refresh(current.refreshToken)
      .then(async (next) => {
        current = next
        await save(next)
      })
      .finally(() => {
        renewing = null
      })
    return renewing
  }

  async function token(): Promise<string> {
    const isShort = Date.parse(current.sessionExpiresAt) - Date.now() < MARGIN_MS
    if (renewing || isShort) await renew()
    return current.sessionToken
  }

  /** Sends with a live token. A refusal is answered by one renewal and one more try, never by a loop. */
  async function call(send: (token: string) => Promise<Response>): Promise<Response> {
    const used = await token()
    const answer = await send(used)
    if (answer.status !== 401) return answer
    if (used === current.sessionToken) await renew()
    return send(current.sessionToken)
  }

  return { token, call }
}
`,
}

export const KEY_CHECK: CodeSample = {
  title: 'platform-config.ts: refuse to start with a key that cannot work',
  language: 'ts',
  source: String.raw`export type Environment = 'live' | 'test'

export interface PlatformConfig {
  environment: Environment
  baseURL: string
  apiKey: string
}

/** hosts: the platform's host of each environment, from your contract with the platform. Throws without the key's text. */
export function checkPlatformConfig(config: PlatformConfig, hosts: Record<Environment, string>): PlatformConfig {
  const key = /^sk_(live|test)_\S+$/.exec(config.apiKey)
  if (!key) throw new Error('The platform API key must start with sk_live_ or sk_test_ and hold no spaces.')
  if (key[1] !== config.environment) {
    throw new Error('The platform API key is a ' + key[1] + ' key, but this process runs as ' + config.environment + '.')
  }
  const host = new URL(config.baseURL).host
  if (host !== hosts[config.environment]) {
    throw new Error(host + ' is not the ' + config.environment + ' host of the platform.')
  }
  return config
}
`,
}

export const BOOTSTRAP: CodeSample = {
  title: 'Try the key from the machine that runs the backend',
  language: 'bash',
  source: String.raw`# Prints the HTTP status alone. The key comes from the environment, so it stays out of the shell history.
curl --silent --output /dev/null --write-out '%{http_code}\n' \
  --request POST "$PLATFORM_BASE_URL/api/v1/headless/sessions" \
  --header "Authorization: Bearer $PLATFORM_API_KEY" \
  --header "Idempotency-Key: $(uuidgen)" \
  --header 'Content-Type: application/json' \
  --data @session.json
`,
}

export const BOOTSTRAP_HTTP: CodeSample = {
  title: 'What the platform expects to see',
  language: 'http',
  source: `POST /api/v1/headless/sessions HTTP/1.1
Authorization: Bearer sk_test_…
Idempotency-Key: 6f0c2f0e-6f0a-4a57-9d0b-6f2b1f0b7a55
Content-Type: application/json
`,
}
