import { MINUTE, SECOND } from '../../world/types'
import type { LoggedSession } from '../writer'
import { borrower, endOf, GOOD_KEY, moments, scenariosOf, type Auth, type CallerStage, type Play } from './types'

const { fault, healthy } = scenariosOf('auth-invalid-session')

const PATHS = ['/profile', '/journeys/5b1f8a52-6a0e-4c7e-9a55-0c2b8f1d7e11/state'] as const

function refuse({ writer, caller, random }: CallerStage, at: number, auth: Auth, borrowerExternalID: string): void {
  const [path, method] = auth.kind === 'refresh' ? ['/sessions/refresh', 'POST'] : [random.pick(PATHS), 'GET']
  writer.refuse(at, 'AUTH_INVALID_SESSION', { caller, method, path, auth, borrowerExternalID })
}

/** One session that is used on and on after its end; `by` minted it. */
function expired(
  by: (caller: string) => string,
  around?: (stage: CallerStage, at: number, name: string) => void,
): Play {
  return (stage) => {
    const { writer, random } = stage
    const name = borrower(random)
    const held = writer.mint(stage.from - 40 * MINUTE, by(stage.caller), GOOD_KEY, name)
    const times = moments(stage, 75 * SECOND)
    for (const at of times) {
      around?.(stage, at, name)
      refuse(stage, at, writer.session(held), name)
    }
    return endOf(times)
  }
}

/** The mints of others, and the same borrower's in the other environment, void nothing here. */
function othersMint({ writer, random, caller }: CallerStage, at: number, name: string): void {
  const other = borrower(random)
  const held = writer.mint(at - 20 * SECOND, `${caller}-backend`, GOOD_KEY, other)
  writer.add(at - 15 * SECOND, {
    caller,
    method: 'GET',
    path: '/profile',
    auth: writer.session(held),
    borrowerExternalID: other,
  })
  writer.mint(at - 10 * SECOND, `${caller}-backend`, '0a1b2c3d4e5f', name, writer.otherEnvironment)
}

/** At last somebody signs in anew. */
const expiredThenMended: Play = (stage) => {
  const { writer, random, caller } = stage
  const name = borrower(random)
  const held = writer.mint(stage.from - 40 * MINUTE, caller, GOOD_KEY, name)
  const times = moments(stage, 75 * SECOND, 12)
  for (const at of times) refuse(stage, at, writer.session(held), name)
  const { last } = endOf(times)
  const fresh = writer.mint(last + 100 * SECOND, caller, GOOD_KEY, name)
  const clearedAt = last + 102 * SECOND
  writer.add(clearedAt, {
    caller,
    method: 'GET',
    path: '/profile',
    auth: writer.session(fresh),
    borrowerExternalID: name,
  })
  return { last, clearedAt }
}

/** What was superseded five minutes before, and is used on. */
function reused(
  used: (stage: CallerStage, first: LoggedSession) => Auth,
  by: 'refresh' | 'mint',
  agoMinutes = 20,
): Play {
  return (stage) => {
    const { writer, caller, random, from } = stage
    const name = borrower(random)
    const first = writer.mint(from - agoMinutes * MINUTE, caller, GOOD_KEY, name)
    if (by === 'refresh') writer.refreshed(from - 5 * MINUTE, caller, first, name)
    else writer.mint(from - 5 * MINUTE, `${caller}-backend`, GOOD_KEY, name)
    const times = moments(stage, 60 * SECOND)
    for (const at of times) refuse(stage, at, used(stage, first), name)
    return endOf(times)
  }
}

const itsSession = ({ writer }: CallerStage, first: LoggedSession): Auth => writer.session(first)
const itsRefresh = ({ writer }: CallerStage, first: LoggedSession): Auth => writer.refresh(first)

function foreign(kind: 'session' | 'refresh'): Play {
  return (stage) => {
    const { writer, random } = stage
    const auth: Auth = { kind, environment: writer.otherEnvironment, fingerprint: writer.fingerprint() }
    const times = moments(stage, 70 * SECOND)
    for (const at of times) refuse(stage, at, auth, borrower(random))
    return endOf(times)
  }
}

/** Refused long before its end, superseded by nothing; or of an end that nobody knows. */
function unexplained(isKnown: boolean): Play {
  return (stage) => {
    const { writer, caller, random, from } = stage
    const name = borrower(random)
    const held = isKnown ? writer.mint(from - SECOND, caller, GOOD_KEY, name) : { session: writer.fingerprint() }
    const times = moments(stage, 45 * SECOND, 12)
    for (const at of times) refuse(stage, at + 5 * SECOND, writer.session(held), name)
    return { last: endOf(times).last + 5 * SECOND }
  }
}

/** One refusal, a refresh by whoever does it, and the same call again. */
function cycle(by: (caller: string) => string, before?: (stage: CallerStage, at: number, name: string) => void): Play {
  return (stage) => {
    const { writer, caller, random } = stage
    for (const at of moments(stage, 3 * MINUTE)) {
      const name = borrower(random)
      const held = writer.mint(at - 30 * MINUTE - random.between(2, 50) * SECOND, by(caller), GOOD_KEY, name)
      before?.(stage, at - 10 * MINUTE, name)
      refuse(stage, at, writer.session(held), name)
      const then = at + random.between(0.5, 30) * SECOND
      const fresh = writer.refreshed(then, by(caller), held, name)
      const given = { caller, method: 'GET', path: '/profile', auth: writer.session(fresh), borrowerExternalID: name }
      writer.add(then + random.between(0.4, 15) * SECOND, given)
    }
    return null
  }
}

/** Refreshed before the end, so that nothing is refused. */
const aheadOfTime: Play = (stage) => {
  const { writer, caller, random } = stage
  for (const at of moments(stage, 4 * MINUTE)) {
    const name = borrower(random)
    const held = writer.mint(at - 28 * MINUTE, caller, GOOD_KEY, name)
    const fresh = writer.refreshed(at, caller, held, name)
    writer.add(at + SECOND, {
      caller,
      method: 'GET',
      path: '/profile',
      auth: writer.session(fresh),
      borrowerExternalID: name,
    })
  }
  return null
}

const itself = (caller: string): string => caller
const backend = (caller: string): string => `${caller}-backend`

export const SESSION_SCENARIOS = [
  fault(
    'kiosk-app',
    'session-expired',
    expired(itself),
    expired(backend),
    expired(itself, othersMint),
    expiredThenMended,
  ),
  fault(
    'partner-web',
    'refresh-token-reused',
    reused(itsRefresh, 'refresh'),
    reused(itsSession, 'mint'),
    reused(itsSession, 'refresh', 45),
    reused(itsRefresh, 'mint'),
  ),
  fault('qa-runner', 'session-wrong-environment', foreign('session'), foreign('refresh')),
  fault('odd-app', 'undetermined', unexplained(true), unexplained(false)),
  healthy(
    'polite-app',
    'session-expired',
    'a normal refresh cycle',
    cycle(itself),
    cycle(backend),
    cycle(itself, othersMint),
  ),
  healthy('early-app', 'refresh-token-reused', 'refreshed ahead of time, the new token used', aheadOfTime),
]
