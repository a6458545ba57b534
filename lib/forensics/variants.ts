export interface ForensicSecret {
  applicationID: string
  value: string
  status: 'active' | 'retired'
  hint: string
}

/** Known ways in which a secret, a timestamp or a body goes wrong. */
export interface Variant<T> {
  value: T
  cause: string
  words: string
}

export function timestampVariants(timestamp: string, at: Date | null): Variant<string>[] {
  const omitted = { value: '', cause: 'timestamp-omitted', words: 'the body alone, without the timestamp' }
  const bare = {
    value: timestamp,
    cause: 'timestamp-omitted',
    words: 'timestamp and body without the dot between them',
  }
  if (!at) return [omitted, bare]
  const units = [
    { value: `${Math.floor(at.getTime() / 1000)}.`, words: 'the timestamp in seconds' },
    { value: `${at.getTime()}.`, words: 'the timestamp in milliseconds' },
    { value: `${at.toISOString()}.`, words: 'the timestamp in ISO 8601' },
  ].filter((unit) => unit.value !== `${timestamp}.`)
  return [...units.map((unit) => ({ ...unit, cause: 'signature-encoding' })), omitted, bare]
}

export function secretVariants(applicationID: string, secrets: ForensicSecret[]): Variant<string | Buffer>[] {
  const cause = 'wrong-secret'
  const own = secrets.filter((secret) => secret.applicationID === applicationID)
  const others = secrets.filter((secret) => secret.applicationID !== applicationID)
  const plain = [
    ...own
      .filter(({ status }) => status === 'retired')
      .map(({ value, hint }) => ({ value, words: `the retired secret ${hint}` })),
    ...others.map(({ value, hint }) => ({ value, words: `another application's secret ${hint}` })),
  ]
  const mangled = own.flatMap(({ value, hint }) => [
    { value: `${value}\n`, words: `the secret ${hint} with a newline behind it` },
    { value: ` ${value}`, words: `the secret ${hint} with a space before it` },
    { value: `${value} `, words: `the secret ${hint} with a space behind it` },
    { value: Buffer.from(value, 'hex'), words: `the secret ${hint} decoded from hex` },
    { value: Buffer.from(value.replace(/^whsec_/, ''), 'base64'), words: `the secret ${hint} decoded from base64` },
  ])
  return [...plain, ...mangled].map((variant) => ({ ...variant, cause }))
}

/** Byte-level alterations first, then what a JSON library would have written. */
export function bodyVariants(body: Uint8Array): Variant<Uint8Array>[] {
  const bytes = Buffer.from(body)
  const text = bytes.toString('utf8')
  const altered = [
    { value: text.replace(/\r?\n$/, ''), words: 'the body without its last newline' },
    { value: `${text}\n`, words: 'the body with a newline behind it' },
    { value: text.replace(/^\ufeff/, ''), words: 'the body without its BOM' },
    { value: `\ufeff${text}`, words: 'the body with a BOM' },
    { value: text.replaceAll('\r\n', '\n'), words: 'the body with LF line ends' },
    { value: text.replace(/\r?\n/g, '\r\n'), words: 'the body with CRLF line ends' },
  ].map((variant) => ({ ...variant, cause: 'body-altered-in-transit' }))
  const written = serialisations(text).map((variant) => ({ ...variant, cause: 'parsed-body-signed' }))
  return [...altered, ...written]
    .map((variant) => ({ ...variant, value: Buffer.from(variant.value, 'utf8') }))
    .filter((variant) => !variant.value.equals(bytes))
}

function serialisations(text: string): { value: string; words: string }[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return []
  }
  const compact = JSON.stringify(parsed)
  const spaced = JSON.stringify(parsed, null, 1)
    .replace(/\n\s*/g, ' ')
    .replace(/([[{]) /g, '$1')
    .replace(/ ([\]}])/g, '$1')
  const ascii = (json: string) =>
    json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [
    { value: compact, words: 'the body re-serialised as JSON.stringify writes it' },
    { value: JSON.stringify(parsed, null, 2), words: 'the body re-serialised with an indent of 2' },
    { value: JSON.stringify(parsed, null, 4), words: 'the body re-serialised with an indent of 4' },
    { value: ascii(spaced), words: 'the body re-serialised as Python writes it' },
    { value: compact.replaceAll('/', '\\/'), words: 'the body re-serialised as PHP writes it' },
  ]
}
