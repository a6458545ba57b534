import type { ExplainedFailure } from '@/lib/domain/delivery'
import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { bodyFields, type Arrival } from './arrival'
import { readClaim } from './claim'
import type { Keys } from './keys'
import { missingWords, undetermined } from './other-reasons'
import { search } from './search'
import { omissions, type SignedText } from './signed-texts'

interface Subject {
  input: { headers: Record<string, string>; body: Uint8Array; receivedAt?: Date }
  keys: Keys
  arrival: Arrival
  body: Buffer
}

/** Seconds before the arrival that are tried as the timestamp. */
const GUESSED_SECONDS = 120
const GUESSING_UNITS = 6_000_000

/** The header is missing: that is the cause. What the signature covers tells which side dropped it. */
export function explainMissingTimestamp({ input, keys, arrival, body }: Subject): ExplainedFailure {
  const sent = input.headers[WEBHOOK_HEADERS.signature]
  const headerSteps = arrival.missing.map((name) => `header:${name}`)
  const plain = `${missingWords(arrival.missing) ?? ''} Without the timestamp nothing can be verified.`
  const found = undetermined({ cause: 'timestamp-omitted', confidence: 1, sentence: plain, steps: headerSteps })
  const claims = sent ? readClaim(sent) : []
  if (claims.length === 0) return found
  const texts = [...guesses(input), ...omissions(idsOf(input.headers))]
  const [right, ...others] = texts
  if (!right) return found
  const onlyKeys = { active: keys.active, changed: [], twice: [] }
  const limits = { units: GUESSING_UNITS + texts.length * 64 + 8 * body.byteLength, variants: 1_000 }
  const { match, tried } = search(claims, { keys: onlyKeys, texts: [right, ...others], body }, limits)
  if (!match || match.body.steps.length > 0) return { ...found, tried }
  const isGuess = match.text.step === 'header:timestamp-guessed'
  const words = isGuess
    ? `The signature is right with ${match.text.words}: only the header was dropped on the way.`
    : `The signature matches over ${match.text.words}.`
  return { ...found, tried, secretID: match.key.secretID, sentence: `${missingWords(arrival.missing) ?? ''} ${words}` }
}

function idsOf(headers: Record<string, string>) {
  return { eventID: headers[WEBHOOK_HEADERS.eventID], applicationID: headers[WEBHOOK_HEADERS.applicationID] }
}

/** The times that the body tells, and the seconds before it arrived. */
function guesses({ body, receivedAt }: Subject['input']): SignedText[] {
  const fields = bodyFields(body)
  const told = [fields.event_at, fields.snapshot_generated_at].flatMap((value) => {
    const at = typeof value === 'string' ? new Date(value) : null
    return at && !Number.isNaN(at.getTime()) && typeof value === 'string'
      ? [value, at.getTime(), Math.floor(at.getTime() / 1000)]
      : []
  })
  const arrived = receivedAt ? Math.floor(receivedAt.getTime() / 1000) : null
  const seconds = arrived === null ? [] : Array.from({ length: GUESSED_SECONDS + 5 }, (_, back) => arrived + 4 - back)
  return [...told, ...seconds].map((time) => ({
    before: `${time}.`,
    after: '',
    step: 'header:timestamp-guessed',
    words: `the timestamp ${time}`,
  }))
}
