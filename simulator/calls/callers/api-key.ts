import { MINUTE, SECOND } from '../../world/types'
import { borrower, endOf, GOOD_KEY, moments, scenariosOf, type Auth, type CallerStage, type Play } from './types'

const { fault, healthy } = scenariosOf('auth-invalid-api-key')

const NONE: Auth = { kind: 'none', environment: null, fingerprint: null }

function refuse({ writer, caller, random }: CallerStage, at: number, auth: Auth): void {
  const given = { caller, method: 'POST', path: '/sessions', auth, borrowerExternalID: borrower(random) }
  writer.refuse(at, 'AUTH_INVALID_API_KEY', given)
}

/** Refused mints with one credential, one or many. */
function refusals(authOf: (stage: CallerStage) => Auth, most = Infinity): Play {
  return (stage) => {
    const auth = authOf(stage)
    const times = moments(stage, 100 * SECOND, most)
    for (const at of times) refuse(stage, at, auth)
    return endOf(times)
  }
}

function workedBefore(stage: CallerStage, caller: string, key: string): void {
  for (const ago of [40, 25, 12]) stage.writer.mint(stage.from - ago * MINUTE, caller, key, borrower(stage.random))
}

const malformed = ({ writer }: CallerStage): Auth => ({
  kind: 'malformed',
  environment: null,
  fingerprint: writer.fingerprint(),
})
const tokenForKey =
  (kind: 'session' | 'refresh') =>
  ({ writer }: CallerStage): Auth => ({ kind, environment: writer.environment, fingerprint: writer.fingerprint() })

/** A deployment forgot the key: what worked before goes out without one. */
const forgotten: Play = (stage) => {
  workedBefore(stage, stage.caller, GOOD_KEY)
  return refusals(() => NONE)(stage)
}

const foreignKey = ({ writer }: CallerStage): Auth => writer.key(writer.fingerprint(), writer.otherEnvironment)

/** The same key is right where it belongs, and is also used here. */
const foreignKeyThatWorksThere: Play = (stage) => {
  const { writer, random, caller } = stage
  const used = writer.fingerprint()
  const there = { environment: writer.otherEnvironment, auth: writer.key(used, writer.otherEnvironment) }
  for (const ago of [50, 30, 10]) {
    const given = { caller, method: 'POST', path: '/sessions', borrowerExternalID: borrower(random) }
    writer.add(stage.from - ago * MINUTE, { ...given, ...there })
  }
  return refusals(() => writer.key(used, writer.otherEnvironment))(stage)
}

const revoked: Play = (stage) => {
  const old = stage.writer.fingerprint()
  workedBefore(stage, stage.caller, old)
  return refusals(() => stage.writer.key(old))(stage)
}

const revokedOfSibling: Play = (stage) => {
  const old = stage.writer.fingerprint()
  workedBefore(stage, `${stage.caller}-sibling`, old)
  return refusals(() => stage.writer.key(old))(stage)
}

/** Some instances have the new key already, others go on with one that was never seen to work. */
const halfRotated: Play = (stage) => {
  const { writer, caller, random } = stage
  const [old, fresh] = [writer.fingerprint(), writer.fingerprint()]
  const times = moments(stage, 90 * SECOND)
  for (const [index, at] of times.entries()) {
    refuse(stage, at, writer.key(old))
    if (index > 0) writer.mint(at - 20 * SECOND, caller, fresh, borrower(random))
  }
  if (times.length === 1) {
    writer.mint(stage.from + 20 * SECOND, caller, fresh, borrower(random))
    refuse(stage, stage.from + 45 * SECOND, writer.key(old))
    return { last: stage.from + 45 * SECOND }
  }
  return endOf(times)
}

/** "one 401 while the key was being set up, then a 2xx […]: resolved, not open" */
function setUp(authOf: (stage: CallerStage) => Auth): Play {
  return (stage) => {
    const { writer, caller, random, from } = stage
    refuse(stage, from, authOf(stage))
    const fresh = random.hex(12)
    const works = from + random.between(0.3, 4) * MINUTE
    for (const after of [0, 2, 6, 15]) writer.mint(works + after * MINUTE, caller, fresh, borrower(random))
    return { last: from, clearedAt: works }
  }
}

/** Each environment with its own key. */
const bothEnvironments: Play = (stage) => {
  const { writer, caller, random } = stage
  for (const at of moments(stage, 2 * MINUTE)) {
    const given = { caller, method: 'POST', path: '/sessions', borrowerExternalID: borrower(random) }
    const there = { environment: writer.otherEnvironment, auth: writer.key('0a1b2c3d4e5f', writer.otherEnvironment) }
    writer.mint(at, caller, GOOD_KEY, borrower(random))
    writer.add(at + 5 * SECOND, { ...given, ...there })
  }
  return null
}

/** The new key is in use before the old one is revoked. */
const rotatedInTime: Play = (stage) => {
  const { writer, caller, random } = stage
  const keys = [writer.fingerprint(), writer.fingerprint()]
  const times = moments(stage, 2 * MINUTE)
  for (const [index, at] of times.entries()) {
    writer.mint(at, caller, keys[index * 2 < times.length ? 0 : 1] ?? GOOD_KEY, borrower(random))
  }
  return null
}

/** Mints that fail for reasons of the platform, and succeed again. */
const unavailable: Play = (stage) => {
  const { writer, caller, random } = stage
  for (const at of moments(stage, 3 * MINUTE)) {
    const given = { caller, method: 'POST', path: '/sessions', auth: writer.key(GOOD_KEY) }
    writer.add(at, { ...given, status: 503, borrowerExternalID: borrower(random) })
    writer.mint(at + 20 * SECOND, caller, GOOD_KEY, borrower(random))
  }
  return null
}

export const API_KEY_SCENARIOS = [
  fault(
    'crm-bridge',
    'missing-bearer-key',
    refusals(() => NONE),
    refusals(malformed),
    refusals(tokenForKey('session')),
    forgotten,
    refusals(tokenForKey('refresh')),
    refusals(() => NONE, 1),
  ),
  fault(
    'staging-worker',
    'wrong-environment-key',
    refusals(foreignKey),
    foreignKeyThatWorksThere,
    refusals(foreignKey, 1),
  ),
  fault('batch-minter', 'revoked-or-rotated-key', revoked, halfRotated, revokedOfSibling),
  fault(
    'unknown-minter',
    'undetermined',
    refusals(({ writer }) => writer.key(writer.fingerprint())),
  ),
  fault(
    'new-service',
    'missing-bearer-key',
    setUp(() => NONE),
    setUp(malformed),
  ),
  fault('moved-service', 'wrong-environment-key', setUp(foreignKey)),
  healthy('two-lane-minter', 'wrong-environment-key', 'each environment with its own key', bothEnvironments),
  healthy('rotating-minter', 'revoked-or-rotated-key', 'the new key is in use before the old one ends', rotatedInTime),
  healthy('steady-minter', 'missing-bearer-key', 'mints that fail with 503', unavailable),
]
