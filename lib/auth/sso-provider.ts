import type { OAuthConfig } from 'next-auth/providers/oauth'
import type { User } from 'next-auth'
import { z } from 'zod'
import { identitySchema, signInWithIdentity, type Identity } from '@/lib/auth/sign-in-with-identity'
import { isConfiguredIssuer } from '@/lib/auth/sso-issuer'
import { roleOfClaims } from '@/lib/auth/sso-role'
import type { Visitor } from '@/lib/auth/visitor'
import { env } from '@/lib/env'
import { normaliseEmail } from '@/lib/store/users'

export const SSO_PROVIDER = 'sso'

const claimsSchema = z.looseObject({
  iss: z.string().optional(),
  sub: z.string().min(1).max(500),
  email: z.string().max(254).pipe(z.email()).transform(normaliseEmail).optional().catch(undefined),
  email_verified: z.unknown(),
})
type Claims = z.infer<typeof claimsSchema>

export function hasSso(): boolean {
  return env().OIDC_ISSUER !== undefined
}

/** The identity provider of the environment, if there is one: OpenID Connect with PKCE, state and nonce. */
export function ssoProviders(): OAuthConfig<Claims>[] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env()
  if (!issuer || !clientId || !clientSecret) return []
  return [
    {
      id: SSO_PROVIDER,
      name: 'single sign-on',
      type: 'oauth',
      wellKnown: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      clientId,
      clientSecret,
      authorization: { params: { scope: 'openid email profile' } },
      idToken: true,
      checks: ['pkce', 'state', 'nonce'],
      token: {
        // Asked before the code and our secret leave.
        async request({ client, params, checks, provider }) {
          const named = client.issuer.metadata.issuer
          if (!isConfiguredIssuer(issuer, named))
            throw new Error(`OIDC_ISSUER is ${issuer}, its metadata names ${named}.`)
          return { tokens: await client.callback(provider.callbackUrl, params, checks) }
        },
      },
      // Providers put roles and e-mail into either of the two.
      userinfo: {
        async request({ client, tokens }) {
          const signed = idTokenClaims(tokens.id_token)
          const told = tokens.access_token ? await client.userinfo(tokens.access_token) : { sub: signed.sub }
          if (told.sub !== signed.sub) throw new Error('The identity provider tells of somebody else.')
          return claimsSchema.parse({ ...told, ...signed })
        },
      },
      profile: (claims) => ({ id: claims.sub, identity: identityOf(claims, issuer) }),
    },
  ]
}

/** The payload of a token whose signature, issuer, audience and nonce next-auth has checked. */
function idTokenClaims(token: string | undefined): Record<string, unknown> {
  const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8')
  return z.record(z.string(), z.unknown()).parse(JSON.parse(payload))
}

function identityOf(claims: Claims, issuer: string): Identity | null {
  if (!claims.email) return null
  return {
    subject: `${claims.iss ?? issuer} ${claims.sub}`,
    email: claims.email,
    isEmailUnverified: claims.email_verified === false,
    role: roleOfClaims(claims, env().OIDC_ROLE_CLAIM ?? ''),
  }
}

/** True, or where to go with why not. What it puts on `user` becomes the session cookie. */
export async function admitIdentity(user: User, visitor: Visitor): Promise<true | string> {
  const identity = identitySchema.safeParse('identity' in user ? user.identity : null)
  if (!identity.success) return '/login?error=SsoEmail'
  const result = await signInWithIdentity(identity.data, visitor)
  if (!result.ok) return `/login?error=${ERROR_OF_REFUSAL[result.reason]}`
  Object.assign(user, { id: result.user.userID, sessionID: result.user.sessionID })
  return true
}

const ERROR_OF_REFUSAL = {
  role: 'SsoRole',
  disabled: 'SsoDisabled',
  identity: 'SsoIdentity',
  'unverified-email': 'SsoEmail',
} as const
