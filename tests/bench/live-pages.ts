import { setMaxListeners } from 'node:events'
import { Agent, request, type Dispatcher } from 'undici'

/** Open pages as a browser holds them: the page itself, its event stream, and a reading again when it is told. */

export interface LivePages {
  /** Opens one page: its HTML, then its stream. */
  open: (path: string, watch: string) => Promise<void>
  /** Whether a page that is told reads itself again. */
  readAgain: (yes: boolean) => void
  /** What happened since the last call. */
  take: () => { told: number; read: number; failed: number }
  /** Instants at which any page was told, since the last call. */
  toldAt: () => number[]
  close: () => Promise<void>
}

export async function openLivePages(url: string, account: { email: string; password: string }): Promise<LivePages> {
  const agent = new Agent({ connections: null, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 0 })
  const cookie = await signIn(url, account, agent)
  const streams = new AbortController()
  setMaxListeners(0, streams.signal)
  const counted = { told: 0, read: 0, failed: 0 }
  let told: number[] = []
  let again = false

  const read = async (path: string) => {
    const { statusCode, body } = await request(url + path, { dispatcher: agent, headers: { cookie } })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 200)}`)
  }
  const hear = async (path: string, body: Dispatcher.ResponseData['body']) => {
    for await (const chunk of body) {
      if (!/"changed":\["/.test(String(chunk))) continue
      counted.told += 1
      told.push(performance.now())
      if (!again) continue
      await read(path).then(
        () => (counted.read += 1),
        () => (counted.failed += 1),
      )
    }
  }
  return {
    open: async (path, watch) => {
      await read(path)
      const stream = await request(`${url}/api/v1/live?${watch}`, {
        dispatcher: agent,
        headers: { cookie },
        signal: streams.signal,
      })
      if (stream.statusCode !== 200) throw new Error(`The stream of ${path} answered ${stream.statusCode}.`)
      hear(path, stream.body).catch(() => (counted.failed += streams.signal.aborted ? 0 : 1))
    },
    readAgain: (yes) => (again = yes),
    take: () => {
      const taken = { ...counted }
      Object.assign(counted, { told: 0, read: 0, failed: 0 })
      return taken
    },
    toldAt: () => {
      const taken = told
      told = []
      return taken
    },
    close: async () => {
      streams.abort()
      await agent.destroy()
    },
  }
}

async function signIn(url: string, account: { email: string; password: string }, dispatcher: Agent): Promise<string> {
  const first = await request(`${url}/api/auth/csrf`, { dispatcher })
  const { csrfToken } = (await first.body.json()) as { csrfToken: string }
  const answer = await request(`${url}/api/auth/callback/credentials`, {
    dispatcher,
    method: 'POST',
    headers: { cookie: cookiesOf(first), 'content-type': 'application/x-www-form-urlencoded', origin: url },
    body: new URLSearchParams({ csrfToken, ...account, json: 'true', callbackUrl: url }).toString(),
  })
  await answer.body.dump()
  const cookie = cookiesOf(answer)
  if (!cookie.includes('session-token')) throw new Error(`Signing in answered ${answer.statusCode}.`)
  return cookie
}

function cookiesOf({ headers }: Dispatcher.ResponseData): string {
  return [headers['set-cookie'] ?? []]
    .flat()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ')
}
