import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { loadSample } from './load-sample'
import { BACKOFF, POLLING, WRITE_LIMIT } from './retry'

const { retryAfterMs, waitMs, withBackoff, write } = loadSample<{
  retryAfterMs: (header: string | null, nowMs?: number) => number
  waitMs: (retry: number, floorMs: number, random?: () => number) => number
  withBackoff: (send: () => Promise<Response>, pause?: (ms: number) => Promise<void>) => Promise<Response>
  write: (
    url: string,
    token: string,
    operation: { idempotencyKey: string; body: unknown },
    pause?: (ms: number) => Promise<void>,
  ) => Promise<Response>
}>(BACKOFF)

/** A small generator of even random numbers, the same on every run. */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** The slope of log2(gap) on the attempt number, over many chains: below 0.35 there is no backoff. */
function pooledSlope(floorMs: number): number {
  const random = seededRandom(7)
  const points = Array.from({ length: 1_200 }, (_, index) => ({ x: index % 4, y: 0 })).map((point) => ({
    ...point,
    y: Math.log2(waitMs(point.x, floorMs, random)),
  }))
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const meanX = mean(points.map((point) => point.x))
  const meanY = mean(points.map((point) => point.y))
  const covariance = mean(points.map((point) => (point.x - meanX) * (point.y - meanY)))
  return covariance / mean(points.map((point) => (point.x - meanX) ** 2))
}

async function withServer<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  try {
    return await work(`http://127.0.0.1:${port}/write`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

describe('the backoff sample', () => {
  const now = Date.parse('2026-03-05T16:48:20.000Z')

  it.each([
    ['7', 7_000],
    ['0', 0],
    ['Thu, 05 Mar 2026 16:48:50 GMT', 30_000],
    ['Thu, 05 Mar 2026 16:00:00 GMT', 0],
    ['soon', 0],
    [null, 0],
  ])('reads Retry-After %j as %i ms', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected)
  })

  it('never waits less than Retry-After, nor longer than its window beyond it', () => {
    const random = seededRandom(3)
    for (let retry = 0; retry < 12; retry += 1) {
      const wait = waitMs(retry, 5_000, random)
      expect(wait).toBeGreaterThanOrEqual(5_000)
      expect(wait).toBeLessThanOrEqual(5_000 + 60_000)
    }
  })

  it('spreads over the whole window when there is no Retry-After', () => {
    expect([waitMs(2, 0, () => 0), waitMs(2, 0, () => 0.5)]).toEqual([0, 2_000])
  })

  it.each([0, 1_000, 5_000])(
    'grows its gaps so that our own rule sees a backoff, at a Retry-After of %i ms',
    (floor) => {
      expect(pooledSlope(floor)).toBeGreaterThan(0.35)
    },
  )

  it('repeats a write with the same key and body until it is taken, after the waits it was told', async () => {
    const seen: { key: IncomingMessage['headers'][string]; body: string }[] = []
    const waits: number[] = []
    const listener: RequestListener = (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        seen.push({ key: request.headers['idempotency-key'], body: Buffer.concat(chunks).toString() })
        const inTenSeconds = new Date(Date.now() + 10_000).toUTCString()
        if (seen.length === 1) response.setHeader('retry-after', '2')
        if (seen.length === 2) response.setHeader('retry-after', inTenSeconds)
        response.statusCode = seen.length < 4 ? 429 : 200
        response.end()
      })
    }
    const operation = { idempotencyKey: 'key-1', body: { gender: 'female' } }
    const pause = async (ms: number) => void waits.push(ms)
    const answer = await withServer(listener, (url) => write(url, 'st_1', operation, pause))
    expect(answer.status).toBe(200)
    expect(seen).toEqual(Array.from({ length: 4 }, () => ({ key: 'key-1', body: '{"gender":"female"}' })))
    expect(waits[0]).toBeGreaterThanOrEqual(2_000)
    expect(waits[1]).toBeGreaterThanOrEqual(8_000)
  })

  it('gives up after five retries and hands back the last answer', async () => {
    let calls = 0
    const send = async () => {
      calls += 1
      return new Response(null, { status: 429 })
    }
    const answer = await withBackoff(send, async () => {})
    expect([answer.status, calls]).toEqual([429, 6])
  })

  it('does not repeat an answer that a repetition cannot change', async () => {
    let calls = 0
    const send = async () => {
      calls += 1
      return new Response(null, { status: 409 })
    }
    await withBackoff(send, async () => {})
    expect(calls).toBe(1)
  })

  it('throws the network error when no answer ever comes', async () => {
    const send = () => Promise.reject(new Error('connection reset'))
    await expect(withBackoff(send, async () => {})).rejects.toThrow('connection reset')
  })
})

describe('the write pace sample', () => {
  const { WritePace } = loadSample<{
    WritePace: new (perMinute: number, burst: number, nowMs: number) => { take: (nowMs: number) => number }
  }>(WRITE_LIMIT)

  it('keeps a thousand writes at once under thirty a minute after its burst', () => {
    const pace = new WritePace(30, 5, 0)
    const sentAt = Array.from({ length: 1_000 }, () => pace.take(0))
    const inFirstMinute = sentAt.filter((at) => at < 60_000).length
    expect(sentAt.slice(0, 5)).toEqual([0, 0, 0, 0, 0])
    expect(inFirstMinute).toBeLessThanOrEqual(35)
    expect(sentAt.at(-1)).toBeCloseTo(995 * 2_000, 3)
  })
})

describe('the polling sample', () => {
  interface State {
    status: string
    version: string
  }
  const { pollDelayMs, watchJourney } = loadSample<{
    pollDelayMs: (steps: { status: string }[], justSubmitted: boolean, random?: () => number) => number
    watchJourney: (options: {
      read: () => Promise<{ state: State; steps: { status: string }[] }>
      onChange: (state: State) => void
      pause: (ms: number) => Promise<void>
      signal: AbortSignal
    }) => Promise<void>
  }>(POLLING)
  const range = (steps: { status: string }[], justSubmitted: boolean) => [
    pollDelayMs(steps, justSubmitted, () => 0),
    pollDelayMs(steps, justSubmitted, () => 1),
  ]

  it('waits 10 to 20 seconds while nothing is active, 2 to 5 while something is', () => {
    expect(range([{ status: 'PENDING' }], false)).toEqual([10_000, 20_000])
    expect(range([{ status: 'READY' }], false)).toEqual([2_000, 5_000])
    expect(range([], true)).toEqual([2_000, 5_000])
  })

  it('tells of each version once and stops at a final status', async () => {
    const answers = ['1', '1', '2', '3'].map((version) => ({
      state: { version, status: version === '3' ? 'DISBURSED' : 'OFFERS_PENDING' },
      steps: [],
    }))
    const told: string[] = []
    const waits: number[] = []
    await watchJourney({
      read: async () => answers.shift() ?? Promise.reject(new Error('read on after the end')),
      onChange: (state) => told.push(state.version),
      pause: async (ms) => void waits.push(ms),
      signal: new AbortController().signal,
    })
    expect(told).toEqual(['1', '2', '3'])
    expect(waits.every((ms) => ms >= 10_000)).toBe(true)
    expect(waits).toHaveLength(3)
  })
})
