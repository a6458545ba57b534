import { z } from 'zod'
import { parseTrustedProxies } from './trusted-proxies'

/** The only reader of process.env. Every variable is validated at start; a wrong value is named with what is allowed. */

const base64Key = z.string().refine((value) => Buffer.from(value, 'base64').length === 32, {
  error: 'must be 32 bytes in base64, for example from: openssl rand -base64 32',
})
const url = (protocols: RegExp, allowed: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.test(new URL(value).protocol), {
    error: `must be a URL starting with ${allowed}`,
  })

const trustedProxies = z.string().transform((value, context) => {
  const proxies = parseTrustedProxies(value)
  if (proxies) return proxies
  context.addIssue('must be private, none, or addresses and networks such as 10.1.0.0/16, separated by commas')
  return z.NEVER
})

const uuids = z
  .string()
  .transform((value) => value.split(',').map((id) => id.trim().toLowerCase()))
  .pipe(z.array(z.guid({ error: 'must be all, or UUIDs of applications separated by commas' })))

const schema = z.object({
  PORT: z.coerce.number({ error: 'must be a port number from 0 to 65535' }).int().min(0).max(65535).default(3000),
  DATABASE_URL: url(/^postgres(ql)?:$/, 'postgres:// or postgresql://').optional(),
  DATABASE_REPLICA_URL: url(/^postgres(ql)?:$/, 'postgres:// or postgresql://').optional(),
  DESK_DATA_DIR: z.string().min(1).default('.data'),
  DESK_ROLE: z.enum(['all', 'web', 'worker'], { error: 'must be all, web or worker' }).default('all'),
  SMTP_URL: url(/^smtps?:$/, 'smtp:// or smtps://').optional(),
  NEXTAUTH_URL: url(/^https?:$/, 'http:// or https://').optional(),
  NEXTAUTH_SECRET: z.string().min(16, { error: 'must be at least 16 characters' }).optional(),
  DESK_ENCRYPTION_KEY: base64Key.optional(),
  DESK_ENCRYPTION_KEYS_OLD: z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((key) => key.trim())
        .filter(Boolean),
    )
    .pipe(z.array(base64Key))
    .optional(),
  OIDC_ISSUER: url(/^https?:$/, 'http:// or https://').optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_ROLE_CLAIM: z.string().min(1).optional(),
  /** Which applications a person may see whom single sign-on makes; without it none, until an admin grants some. */
  OIDC_APPLICATIONS: z.union([z.literal('all'), uuids]).optional(),
  DESK_TRUSTED_PROXIES: trustedProxies.prefault('private'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(/^https?:$/, 'http:// or https://').optional(),
  /** Who is told of a vulnerability; stands in /.well-known/security.txt. */
  DESK_SECURITY_CONTACT: url(/^(mailto|https):$/, 'mailto: or https://').optional(),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], {
      error: 'must be fatal, error, warn, info, debug or silent',
    })
    .default('info'),
})

export type Env = z.infer<typeof schema>

/** Throws an Error whose message names each wrong variable and what is allowed. Empty values count as unset. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const result = schema.safeParse(given)
  if (result.success) {
    requireTogether(result.data)
    return result.data
  }
  const problems = result.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`)
  throw new Error(`Environment: ${[...new Set(problems)].join('; ')}.`)
}

const OIDC = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLE_CLAIM'] as const

function requireTogether(given: Env): void {
  const missing = OIDC.filter((name) => given[name] === undefined)
  if (missing.length === 0 || missing.length === OIDC.length) return
  throw new Error(`Environment: single sign-on takes ${OIDC.join(', ')} together; missing: ${missing.join(', ')}.`)
}

let cached: Env | null = null

/** The validated environment of this process, read once. */
export function env(): Env {
  cached ??= parseEnv(process.env)
  return cached
}

/** For start-up alone: puts generated values (keys, embedded database) where `env()` and child processes find them. */
export function extendEnv(values: Record<string, string>): Env {
  Object.assign(process.env, values)
  cached = parseEnv(process.env)
  return cached
}
