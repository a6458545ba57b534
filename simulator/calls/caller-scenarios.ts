import type { Random } from '../world/random'
import { MINUTE, SECOND } from '../world/types'
import type { ApiCall } from './types'
import { key, session, type CallWriter } from './writer'

export interface CallerStage {
  writer: CallWriter
  random: Random
  caller: string
  from: number
  to: number
}

/** A caller that does one thing wrong for a while; `null` cause: a healthy look-alike of `condition`. */
export interface CallerScenario {
  caller: string
  condition: string
  cause: string
  lookAlike?: string
  play: (stage: CallerStage) => void
}

/** Moments from..to with about that many milliseconds between them. */
function moments({ random, from, to }: CallerStage, gap: number): number[] {
  const list: number[] = []
  for (let at = from; at < to; at += gap * random.between(0.7, 1.3)) list.push(at)
  return list
}

const borrower = (random: Random): string => `CUST_C${random.letters('0123456789', 5)}`

function keyRefusals(auth: (stage: CallerStage) => ApiCall['auth']): CallerScenario['play'] {
  return (stage) => {
    const used = auth(stage)
    for (const at of moments(stage, 100 * SECOND)) {
      const given = { caller: stage.caller, method: 'POST', path: '/sessions', auth: used }
      stage.writer.refuse(at, 'AUTH_INVALID_API_KEY', { ...given, borrowerExternalID: borrower(stage.random) })
    }
  }
}

function rotatedKey(stage: CallerStage): void {
  const old = stage.writer.fingerprint()
  for (const ago of [40, 25, 12]) {
    stage.writer.mint(stage.from - ago * MINUTE, stage.caller, old, borrower(stage.random))
  }
  keyRefusals(() => key(old))(stage)
}

function keySetUp(stage: CallerStage): void {
  const { writer, caller, random, from } = stage
  const given = { caller, method: 'POST', path: '/sessions', borrowerExternalID: borrower(random) }
  writer.refuse(from, 'AUTH_INVALID_API_KEY', {
    ...given,
    auth: { kind: 'none', environment: null, fingerprint: null },
  })
  for (const after of [1, 2.5, 6, 15]) writer.mint(from + after * MINUTE, caller, random.hex(12), borrower(random))
}

function profileRefusals(field: string, message: string): CallerScenario['play'] {
  return (stage) => {
    for (const at of moments(stage, 90 * SECOND)) {
      const borrowerExternalID = borrower(stage.random)
      const held = stage.writer.mint(at - 2 * SECOND, stage.caller, '5f1c0e9a77b2', borrowerExternalID)
      const given = { caller: stage.caller, method: 'PUT', path: '/profile', auth: session(held), borrowerExternalID }
      stage.writer.refuse(at, 'VALIDATION_FAILED', { ...given, errorField: field, errorMessage: message })
    }
  }
}

function expiredSession(stage: CallerStage): void {
  const { writer, caller, random, from } = stage
  const borrowerExternalID = borrower(random)
  const held = writer.mint(from - 40 * MINUTE, caller, '5f1c0e9a77b2', borrowerExternalID)
  for (const at of moments(stage, 45 * SECOND)) {
    const given = { caller, method: 'GET', path: '/profile', auth: session(held), borrowerExternalID }
    writer.refuse(at, 'AUTH_INVALID_SESSION', given)
  }
}

function reusedRefresh(stage: CallerStage): void {
  const { writer, caller, random, from } = stage
  const borrowerExternalID = borrower(random)
  const first = writer.mint(from - 20 * MINUTE, caller, '5f1c0e9a77b2', borrowerExternalID)
  writer.refreshed(from - 5 * MINUTE, caller, first, borrowerExternalID)
  for (const at of moments(stage, 60 * SECOND)) {
    const auth = { kind: 'refresh', environment: 'live', fingerprint: first.refresh } as const
    const given = { caller, method: 'POST', path: '/sessions/refresh', auth, borrowerExternalID }
    writer.refuse(at, 'AUTH_INVALID_SESSION', given)
  }
}

function foreignSession(stage: CallerStage): void {
  const held = { session: stage.writer.fingerprint() }
  for (const at of moments(stage, 70 * SECOND)) {
    const given = { caller: stage.caller, method: 'GET', path: '/profile', auth: session(held, 'test') }
    stage.writer.refuse(at, 'AUTH_INVALID_SESSION', { ...given, borrowerExternalID: borrower(stage.random) })
  }
}

/** Chains of reads that meet 429s; `gap` says how long the caller waits before try n, given what was asked. */
function limitedReads(gap: (attempt: number, asked: number, random: Random) => number): CallerScenario['play'] {
  return (stage) => {
    const { writer, caller, random } = stage
    for (const start of moments(stage, 4 * MINUTE)) {
      const borrowerExternalID = borrower(random)
      const held = writer.mint(start - SECOND, caller, '5f1c0e9a77b2', borrowerExternalID)
      const given = { caller, method: 'GET', path: `/journeys/${random.uuid()}/state`, auth: session(held) }
      let at = start
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        const retryAfterMs = 1000 * random.int(2, 6)
        writer.refuse(at, 'RATE_LIMITED', { ...given, borrowerExternalID, retryAfterMs })
        at += gap(attempt, retryAfterMs, random)
      }
      writer.add(at, { ...given, borrowerExternalID })
    }
  }
}

/** Writes repeated after 429s, with growing gaps; under new keys each time, or under the same. */
function limitedWrites(keepsKey: boolean): CallerScenario['play'] {
  return (stage) => {
    const { writer, caller, random } = stage
    for (const start of moments(stage, 5 * MINUTE)) {
      const borrowerExternalID = borrower(random)
      const held = writer.mint(start - SECOND, caller, '5f1c0e9a77b2', borrowerExternalID)
      const same = { bodySha256: random.hex(64), ...(keepsKey ? { idempotencyKey: `idem_${random.hex(16)}` } : {}) }
      const given = { caller, method: 'PUT', path: '/profile', auth: session(held), borrowerExternalID, ...same }
      let at = start
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        writer.refuse(at, 'RATE_LIMITED', { ...given, retryAfterMs: 2000 })
        at += 2200 * 2 ** attempt * random.between(0.9, 1.1)
      }
      writer.add(at, { ...given, status: 200 })
    }
  }
}

function tooManyWrites(stage: CallerStage): void {
  const { writer, caller, random, from } = stage
  const borrowerExternalID = borrower(random)
  const held = writer.mint(from - SECOND, caller, '5f1c0e9a77b2', borrowerExternalID)
  const given = { caller, method: 'PUT', path: '/profile', auth: session(held), borrowerExternalID }
  for (let at = from; at < Math.min(stage.to, from + 6 * MINUTE); at += 1000 * random.between(0.9, 1.3)) {
    if (random.chance(0.12)) writer.refuse(at, 'RATE_LIMITED', { ...given, retryAfterMs: 1000 })
    else writer.add(at, { ...given, status: 200 })
  }
}

const NO_KEY: ApiCall['auth'] = { kind: 'none', environment: null, fingerprint: null }
const scenario = (caller: string, condition: string, cause: string, play: CallerScenario['play']): CallerScenario => ({
  caller,
  condition,
  cause,
  play,
})
const healthy = (like: CallerScenario, lookAlike: string): CallerScenario => ({ ...like, lookAlike })

/** One caller each, so that what one does says nothing of another. */
export const CALLER_SCENARIOS: readonly CallerScenario[] = [
  scenario(
    'crm-bridge',
    'auth-invalid-api-key',
    'missing-bearer-key',
    keyRefusals(() => NO_KEY),
  ),
  scenario(
    'staging-worker',
    'auth-invalid-api-key',
    'wrong-environment-key',
    keyRefusals(({ writer }) => key(writer.fingerprint(), 'test')),
  ),
  scenario('batch-minter', 'auth-invalid-api-key', 'revoked-or-rotated-key', rotatedKey),
  scenario(
    'unknown-minter',
    'auth-invalid-api-key',
    'undetermined',
    keyRefusals(({ writer }) => key(writer.fingerprint())),
  ),
  // "one 401 while the key was being set up, then a 2xx […]: resolved, not open"
  scenario('new-service', 'auth-invalid-api-key', 'missing-bearer-key', keySetUp),
  scenario('kiosk-app', 'auth-invalid-session', 'session-expired', expiredSession),
  scenario('partner-web', 'auth-invalid-session', 'refresh-token-reused', reusedRefresh),
  scenario('qa-runner', 'auth-invalid-session', 'session-wrong-environment', foreignSession),
  scenario(
    'field-agent-app',
    'validation-failed',
    'contact-number-missing',
    profileRefusals('contactNumber', 'contactNumber is required'),
  ),
  scenario(
    'branch-portal',
    'validation-failed',
    'field-format-invalid',
    profileRefusals('contactNumber', 'contactNumber has an invalid format'),
  ),
  scenario(
    'import-job',
    'validation-failed',
    'field-format-invalid',
    profileRefusals('pan', 'pan has an invalid format'),
  ),
  scenario(
    'legacy-form',
    'validation-failed',
    'enum-unsupported',
    profileRefusals('gender', 'gender must be one of male, female, transgender'),
  ),
  scenario(
    'backend-sync',
    'rate-limited',
    'missing-backoff',
    limitedReads((_, __, random) => random.between(700, 900)),
  ),
  healthy(
    scenario(
      'patient-sync',
      'rate-limited',
      'missing-backoff',
      limitedReads((attempt, asked, random) => asked + 2000 * 2 ** attempt * random.between(0.9, 1.1)),
    ),
    'gaps that grow, Retry-After obeyed',
  ),
  scenario('profile-writer', 'rate-limited', 'retry-without-idempotency', limitedWrites(false)),
  healthy(
    scenario('careful-writer', 'rate-limited', 'retry-without-idempotency', limitedWrites(true)),
    'the same key reused on each retry',
  ),
  scenario('autosave', 'rate-limited', 'excessive-writes', tooManyWrites),
]
