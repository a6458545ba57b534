import { parseWebhookTimestamp } from '@/lib/platform/signature'

/** What stands around the body in the text that is signed: the timestamp and a full stop, and how else people do it. */
export interface SignedText {
  before: string
  after: string
  /** Null for the right one. */
  step: string | null
  words: string
}

const SEPARATORS: [name: string, text: string][] = [
  ['none', ''],
  ['colon', ':'],
  ['newline', '\n'],
  ['pipe', '|'],
  ['space', ' '],
  ['comma', ','],
  ['dash', '-'],
  ['underscore', '_'],
  ['semicolon', ';'],
  ['ampersand', '&'],
  ['slash', '/'],
  ['stop-space', '. '],
  ['crlf', '\r\n'],
  ['nul', '\0'],
]

export interface SignedTextSource {
  timestamp: string
  eventID: string | undefined
  tenantID: string | undefined
  applicationID: string | undefined
}

export const RIGHT_WORDS = 'the timestamp, a full stop and the body'

/** The right one first, then those that write the timestamp or the order otherwise, then those without the timestamp. */
export function signedTexts(source: SignedTextSource): SignedText[] {
  const { timestamp } = source
  const right = { before: `${timestamp}.`, after: '', step: null, words: RIGHT_WORDS }
  const all = [right, ...units(timestamp), ...separators(timestamp), ...orders(source), ...omissions(source)]
  const seen = new Set<string>()
  return all.filter(({ before, after }) => {
    const name = `${before}\u0000body\u0000${after}`
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}

function units(timestamp: string): SignedText[] {
  const first = timestamp.split(',')[0]?.trim() ?? ''
  const doubled =
    first === timestamp ? [] : [['doubled', first, 'the timestamp once, where the header holds it twice'] as const]
  const at = parseWebhookTimestamp(timestamp) ?? parseWebhookTimestamp(first) ?? looseTime(first)
  const seconds = at && Math.floor(at.getTime() / 1000)
  const told =
    at === null
      ? []
      : ([
          ['seconds', `${seconds}`, 'the timestamp in seconds'],
          ['milliseconds', `${at.getTime()}`, 'the timestamp in milliseconds'],
          ['iso', at.toISOString(), 'the timestamp in ISO 8601'],
          ['iso-seconds', at.toISOString().replace(/\.\d+Z$/, 'Z'), 'the timestamp in ISO 8601 without milliseconds'],
          ['iso-offset', at.toISOString().replace(/\.\d+Z$/, '+00:00'), 'the timestamp in ISO 8601 with +00:00'],
          ['microseconds', `${at.getTime()}000`, 'the timestamp in microseconds'],
          ['nanoseconds', `${at.getTime()}000000`, 'the timestamp in nanoseconds'],
          ['float', `${seconds}.0`, 'the timestamp as a fraction'],
          ['rounded', `${Math.round(at.getTime() / 1000)}`, 'the timestamp rounded to seconds'],
          ['http-date', at.toUTCString(), 'the timestamp as an HTTP date'],
        ] as const)
  return [...doubled, ...told].map(([name, text, words]) => ({
    before: `${text}.`,
    after: '',
    step: `encoding:timestamp-${name}`,
    words: `${words}, a full stop and the body`,
  }))
}

/** Only to explain: the receiver takes none of these. */
function looseTime(text: string): Date | null {
  const seconds = /^\d{10}(?:\.\d{1,9})?$/.exec(text) ? Number(text) : /^\d{16}$/.test(text) ? Number(text) / 1e6 : null
  return seconds === null ? null : new Date(Math.round(seconds * 1000))
}

function separators(timestamp: string): SignedText[] {
  return SEPARATORS.map(([name, text]) => ({
    before: `${timestamp}${text}`,
    after: '',
    step: `encoding:separator-${name}`,
    words:
      name === 'none'
        ? 'timestamp and body without the full stop between them'
        : `timestamp and body with a ${name.replace('-', ' and a ')} between them`,
  }))
}

function orders({ timestamp, eventID, tenantID, applicationID }: SignedTextSource): SignedText[] {
  const ids = [
    ['event ID', eventID],
    ['application ID', applicationID],
    ['tenant ID', tenantID],
  ] as const
  const withIDs = ids.flatMap(([name, id]) => {
    if (!id) return []
    const step = `encoding:order-${name.split(' ')[0]}`
    return [
      { before: `${id}.${timestamp}.`, after: '', step, words: `${name}, timestamp and body` },
      { before: `${timestamp}.${id}.`, after: '', step: `${step}-second`, words: `timestamp, ${name} and body` },
    ]
  })
  const all = [eventID, tenantID, applicationID, timestamp].join('.')
  return [
    {
      before: '',
      after: `.${timestamp}`,
      step: 'encoding:order-body-first',
      words: 'the body, a full stop and the timestamp',
    },
    {
      before: '',
      after: timestamp,
      step: 'encoding:order-body-first-joined',
      words: 'the body and then the timestamp',
    },
    ...withIDs,
    {
      before: `${all}.`,
      after: '',
      step: 'encoding:order-all',
      words: 'event ID, tenant ID, application ID, timestamp and body',
    },
    {
      before: `v0:${timestamp}:`,
      after: '',
      step: 'encoding:order-v0',
      words: 'v0, timestamp and body with colons between them',
    },
  ]
}

/** Those that leave the timestamp out. */
export function omissions({
  eventID,
  applicationID,
}: Pick<SignedTextSource, 'eventID' | 'applicationID'>): SignedText[] {
  const words = (text: string) => `${text}, without the timestamp`
  const empty = ['', 'undefined', 'null', 'None', 'NaN', '0'].map((text) => ({
    before: `${text}.`,
    after: '',
    step: `timestamp:${text === '' ? 'empty' : text.toLowerCase()}`,
    words:
      text === ''
        ? 'a full stop and the body, with an empty timestamp'
        : `${text} in place of the timestamp, a full stop and the body`,
  }))
  const ids = [
    ['event ID', eventID],
    ['application ID', applicationID],
  ] as const
  return [
    { before: '', after: '', step: 'timestamp:omitted', words: words('the body alone') },
    ...empty,
    ...ids.flatMap(([name, id]) =>
      id
        ? [
            {
              before: `${id}.`,
              after: '',
              step: `timestamp:${name.split(' ')[0]}-instead`,
              words: words(`${name}, a full stop and the body`),
            },
          ]
        : [],
    ),
  ]
}
