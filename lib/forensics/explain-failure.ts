import { createHmac } from 'node:crypto'
import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { parseWebhookTimestamp } from '@/lib/platform/signature'
import type { Forensics } from '@/lib/domain/delivery'
import { bodyVariants, secretVariants, timestampVariants, type ForensicSecret, type Variant } from './variants'

/** Why a signature fails. Pure and bounded; it explains and never turns a failure into an acceptance. */

export interface ExplainInput {
  applicationID: string
  headers: Record<string, string>
  body: Uint8Array
  /** The digest that the partner's receiver compared, as it had it; null where it told none. */
  computedSignature: string | null
}

interface Hypothesis {
  cause: string
  /** "matches when …" */
  words: string
  digest: Buffer
  body: Uint8Array
}

/** Names the change that makes the digests agree; the one that changes least wins. */
export function explainFailure(input: ExplainInput, secrets: ForensicSecret[]): Forensics {
  const missing = Object.values(WEBHOOK_HEADERS).filter((name) => !input.headers[name])
  const claimed = input.computedSignature ?? input.headers[WEBHOOK_HEADERS.signature]
  if (!claimed)
    return undetermined(`The header ${missing.join(', ')} is missing, so there is no digest to compare.`, [])
  const tried: string[] = []
  for (const hypothesis of hypotheses(input, secrets)) {
    tried.push(hypothesis.words)
    const clothes = dressOf(claimed, hypothesis.digest)
    if (clothes === null) continue
    const isPlain = hypothesis.words === AS_SENT && clothes === ''
    if (isPlain && input.computedSignature === null) return undetermined(whyRefused(missing), tried)
    if (isPlain) return undetermined('The receiver computed the right digest and refused for another reason.', tried)
    return explained(hypothesis, clothes, input, tried)
  }
  return undetermined(
    'The secret that signed it is not known here, or the body was changed in a way we do not know.',
    tried,
  )
}

/** The digest is right by what we know now, so it was refused for something else. */
function whyRefused(missing: string[]): string {
  if (missing.length > 0) return `The signature is right; the header ${missing.join(', ')} is missing.`
  return 'The signature is right by the secrets that are active now: its secret was added after it arrived.'
}

const AS_SENT = 'the active secret over the bytes as they came'

function* hypotheses(input: ExplainInput, secrets: ForensicSecret[]): Generator<Hypothesis> {
  const timestamp = input.headers[WEBHOOK_HEADERS.timestamp] ?? ''
  const active = secrets.filter((secret) => secret.applicationID === input.applicationID && secret.status === 'active')
  const raw: Variant<Uint8Array> = { value: input.body, words: '', cause: '' }
  for (const { value } of active) yield hypothesis('signature-encoding', AS_SENT, value, `${timestamp}.`, raw)
  for (const { value } of active) {
    for (const prefix of timestampVariants(timestamp, parseWebhookTimestamp(timestamp))) {
      yield hypothesis(prefix.cause, prefix.words, value, prefix.value, raw)
    }
  }
  for (const variant of secretVariants(input.applicationID, secrets)) {
    yield hypothesis(variant.cause, variant.words, variant.value, `${timestamp}.`, raw)
  }
  for (const body of bodyVariants(input.body)) {
    for (const { value } of active) yield hypothesis(body.cause, body.words, value, `${timestamp}.`, body)
  }
}

function hypothesis(
  cause: string,
  words: string,
  secret: string | Buffer,
  prefix: string,
  body: Variant<Uint8Array>,
): Hypothesis {
  const digest = createHmac('sha256', secret).update(prefix, 'utf8').update(body.value).digest()
  return { cause, words, digest, body: body.value }
}

/** How the claimed signature wears this digest: '' plain, words for another encoding, null where it is another digest. */
function dressOf(claimed: string, digest: Buffer): string | null {
  const hex = digest.toString('hex')
  const text = claimed.trim()
  if (text === hex) return ''
  const bare = text.replace(/^sha256=/i, '')
  const prefix = bare === text ? '' : ' with a sha256= prefix'
  if (bare === hex) return prefix
  if (bare.toLowerCase() === hex) return ` in upper case${prefix}`
  if (bare === digest.toString('base64') || bare === digest.toString('base64url')) return ` in base64${prefix}`
  return bare.length >= 16 && bare.length < 64 && hex.startsWith(bare.toLowerCase()) ? ' cut short' : null
}

function explained(found: Hypothesis, clothes: string, input: ExplainInput, tried: string[]): Forensics {
  const isReceivers = input.computedSignature !== null
  const who = isReceivers ? 'The digest that the receiver computed' : 'The signature'
  const cause = clothes === '' ? found.cause : 'signature-encoding'
  const offset = firstDifference(input.body, found.body)
  const place = offset === null ? '' : ` The bytes differ first at byte ${offset}.`
  const encoding = clothes === '' ? '' : ` It is written${clothes}; 64 lower-case hex digits are expected.`
  return {
    cause,
    confidence: clothes.endsWith('short') ? 0.8 : 1,
    sentence: `${who} matches ${found.words}.${encoding}${place}`,
    offset,
    tried,
    missing: null,
  }
}

function undetermined(missing: string, tried: string[]): Forensics {
  return {
    cause: 'undetermined',
    confidence: 0,
    sentence: 'Nothing that we know explains this signature.',
    offset: null,
    tried,
    missing,
  }
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const shorter = Math.min(a.byteLength, b.byteLength)
  for (let index = 0; index < shorter; index++) if (a[index] !== b[index]) return index
  return a.byteLength === b.byteLength ? null : shorter
}
