import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'
import { afterAll } from 'vitest'

/** A real OpenID provider on a port of its own, whose people are named by their e-mail address. */
export interface IdentityProvider {
  issuer: string
  /** What tells the desk of it. */
  environment: Record<string, string>
  /** What it says of people; read at each sign-in. */
  people: Map<string, Record<string, unknown>>
  /** Has its metadata name another issuer; null: itself again. */
  impersonate: (issuer: string | null) => void
  /** How often a code was brought here to be exchanged. */
  exchanges: () => number
}

const CLIENT_ID = 'journey-desk'
const CLIENT_SECRET = 'only-for-tests-only-for-tests-only-for-tests'

/** `deskURL` is the one address that it sends people back to. Call it in `beforeAll`; it stops after the file. */
export async function openIdentityProvider(deskURL: string): Promise<IdentityProvider> {
  const people = new Map<string, Record<string, unknown>>()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const address = server.address()
  const issuer = `http://localhost:${address && typeof address === 'object' ? address.port : 0}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [`${deskURL}/api/auth/callback/sso`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['desk_role'] },
    pkce: { required: () => true },
    cookies: { keys: ['only-for-tests'] },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, email: sub, email_verified: true, ...people.get(sub) }),
    }),
  })
  const answer = provider.callback()
  let [named, exchanges]: [string | null, number] = [null, 0]
  server.on('request', (request, response) => {
    if (request.url === '/token') exchanges += 1
    if (named === null || request.url !== '/.well-known/openid-configuration') return void answer(request, response)
    response.setHeader('content-type', 'application/json').end(JSON.stringify(metadataOf(issuer, named)))
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const environment = {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: CLIENT_ID,
    OIDC_CLIENT_SECRET: CLIENT_SECRET,
    OIDC_ROLE_CLAIM: 'desk_role',
  }
  return { issuer, environment, people, impersonate: (other) => (named = other), exchanges: () => exchanges }
}

function metadataOf(issuer: string, named: string) {
  return {
    issuer: named,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/me`,
    jwks_uri: `${issuer}/jwks`,
  }
}
