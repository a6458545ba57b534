import { describe, expect, it } from 'vitest'
import { loadSample } from './load-sample'
import { KEY_CHECK, SESSIONS } from './session'

interface Session {
  sessionToken: string
  refreshToken: string
  sessionExpiresAt: string
}
const { createSessions } = loadSample<{
  createSessions: (
    first: Session,
    refresh: (refreshToken: string) => Promise<Session>,
    save: (session: Session) => Promise<void>,
  ) => { token: () => Promise<string>; call: (send: (token: string) => Promise<Response>) => Promise<Response> }
}>(SESSIONS)

const session = (number: number, livesMs: number): Session => ({
  sessionToken: `st_${number}`,
  refreshToken: `rt_${number}`,
  sessionExpiresAt: new Date(Date.now() + livesMs).toISOString(),
})

/** A platform whose refresh tokens work once, as the real one's do. */
function platform(first: Session) {
  const spent: string[] = []
  const saved: string[] = []
  let valid = first.sessionToken
  const sessions = createSessions(
    first,
    async (refreshToken) => {
      await new Promise((resolve) => setImmediate(resolve))
      if (spent.includes(refreshToken)) throw new Error(`${refreshToken} was used twice`)
      spent.push(refreshToken)
      const next = session(spent.length + 1, 3_600_000)
      valid = next.sessionToken
      return next
    },
    async (next) => void saved.push(next.sessionToken),
  )
  const send = async (token: string) => new Response(null, { status: token === valid ? 200 : 401 })
  return { sessions, send, spent, saved, revoke: () => (valid = 'none') }
}

describe('the session sample', () => {
  it('refreshes once for fifty callers that come at once', async () => {
    const { sessions, spent, saved } = platform(session(1, -1_000))
    const tokens = await Promise.all(Array.from({ length: 50 }, () => sessions.token()))
    expect(new Set(tokens)).toEqual(new Set(['st_2']))
    expect([spent, saved]).toEqual([['rt_1'], ['st_2']])
  })

  it('leaves a live session alone', async () => {
    const { sessions, spent } = platform(session(1, 3_600_000))
    expect([await sessions.token(), spent]).toEqual(['st_1', []])
  })

  it('answers a refusal with one renewal and one more try, for many calls at once', async () => {
    const { sessions, send, spent, revoke } = platform(session(1, 3_600_000))
    revoke()
    const answers = await Promise.all(Array.from({ length: 20 }, () => sessions.call(send)))
    expect(answers.every((answer) => answer.status === 200)).toBe(true)
    expect(spent).toEqual(['rt_1'])
  })

  it('gives a second refusal back instead of looping', async () => {
    const { sessions, spent } = platform(session(1, 3_600_000))
    let calls = 0
    const answer = await sessions.call(async () => {
      calls += 1
      return new Response(null, { status: 401 })
    })
    expect([answer.status, calls, spent]).toEqual([401, 2, ['rt_1']])
  })

  it('can refresh again after a refresh that failed', async () => {
    let attempts = 0
    const sessions = createSessions(
      session(1, -1_000),
      async () => {
        attempts += 1
        if (attempts === 1) throw new Error('no answer')
        return session(2, 3_600_000)
      },
      async () => {},
    )
    await expect(sessions.token()).rejects.toThrow('no answer')
    expect(await sessions.token()).toBe('st_2')
  })
})

describe('the key check sample', () => {
  type Environment = 'live' | 'test'
  const { checkPlatformConfig } = loadSample<{
    checkPlatformConfig: (
      config: { environment: Environment; baseURL: string; apiKey: string },
      hosts: Record<Environment, string>,
    ) => unknown
  }>(KEY_CHECK)
  const hosts = { live: 'live.platform.example', test: 'test.platform.example' }
  const good = { environment: 'live' as const, baseURL: 'https://live.platform.example', apiKey: 'sk_live_abc' }

  it('passes a key, an environment and an address that belong together', () => {
    expect(checkPlatformConfig(good, hosts)).toEqual(good)
  })

  it.each([
    [{ apiKey: 'sk_test_abc' }, /test key.*runs as live/],
    [{ apiKey: 'st_abc' }, /must start with sk_live_ or sk_test_/],
    [{ apiKey: 'sk_live_abc\n' }, /no spaces/],
    [{ baseURL: 'https://test.platform.example' }, /not the live host/],
  ])('refuses %j and does not print the key', (change, message) => {
    const check = () => checkPlatformConfig({ ...good, ...change }, hosts)
    expect(check).toThrow(message)
    expect(check).not.toThrow(/abc/)
  })
})
