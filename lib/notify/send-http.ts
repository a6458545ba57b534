import { Agent, errors, request } from 'undici'
import { checkedLookup, checkLiteral, RefusedHost, resolveBySystem, type Resolve } from '@/lib/notify/public-host'
import { failed, type Sent } from '@/lib/notify/sent'

export interface HttpTarget {
  url: string
  /** The host that may be a private address; null: none. */
  allowedHost: string | null
}

const TIMEOUT_MS = 10_000
const ANSWER_MAX_BYTES = 64 * 1024
const RETRY_AFTER_MAX_MS = 60 * 60_000

/** One POST of JSON. Redirects are not followed: they could lead where the target itself may not. Never throws. */
export async function sendHTTP(
  target: HttpTarget,
  body: string,
  headers: Record<string, string>,
  resolve: Resolve = resolveBySystem,
): Promise<Sent> {
  const url = new URL(target.url)
  const isAllowed = target.allowedHost !== null && target.allowedHost === url.hostname
  const agent = new Agent({
    connect: { timeout: TIMEOUT_MS, ...(isAllowed ? {} : { lookup: checkedLookup(resolve) }) },
    maxResponseSize: ANSWER_MAX_BYTES,
  })
  try {
    if (!isAllowed) checkLiteral(url.hostname)
    const answer = await request(url, {
      dispatcher: agent,
      method: 'POST',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { 'content-type': 'application/json', 'user-agent': 'Journey-Desk', ...headers },
      body,
    })
    const sent = judge(answer.statusCode, answer.headers['retry-after'])
    await answer.body.dump().catch(() => undefined)
    return sent
  } catch (error) {
    return judgeError(error)
  } finally {
    await agent.destroy()
  }
}

function judge(status: number, retryAfter: string | string[] | undefined): Sent {
  if (status >= 200 && status < 300) return { ok: true, status, note: null }
  if (status >= 300 && status < 400) {
    return failed(`It answered ${status}, a redirect, which is not followed.`, { status, isFinal: true })
  }
  if (status === 410) return failed('It answered 410: the address is gone for good.', { status, isFinal: true })
  return failed(`It answered ${status}.`, { status, retryAfterMs: retryAfterMs(retryAfter) })
}

function retryAfterMs(header: string | string[] | undefined): number | null {
  const text = typeof header === 'string' ? header.trim() : ''
  if (/^\d{1,6}$/.test(text)) return Math.min(Number(text) * 1000, RETRY_AFTER_MAX_MS)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.min(Math.max(0, at - Date.now()), RETRY_AFTER_MAX_MS)
}

const WORDS: Record<string, string> = {
  ENOTFOUND: 'Its host cannot be found.',
  EAI_AGAIN: 'Its host cannot be resolved for now.',
  ECONNREFUSED: 'Nothing listens at its address.',
  ECONNRESET: 'It closed the connection before it answered.',
  UND_ERR_SOCKET: 'It closed the connection before it answered.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection in time.',
}

function judgeError(error: unknown): Sent {
  const refused = refusalIn(error)
  if (refused) return failed(refused.message, { isFinal: true })
  if (error instanceof errors.ResponseExceededMaxSizeError) return failed('Its answer is too large.')
  if (error instanceof Error && error.name === 'TimeoutError') return failed('No answer in 10 seconds.')
  return failed(WORDS[codeOf(error)] ?? 'The connection failed.')
}

/** It may come wrapped, once for every address that was tried. */
function refusalIn(error: unknown): RefusedHost | null {
  if (error instanceof RefusedHost) return error
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : null
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
