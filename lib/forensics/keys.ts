/** Secrets as they are known, and as they are mistreated between where they are shown and where they are used. */

export interface ForensicSecret {
  applicationID: string
  /** Null for one that was pasted and is not stored. */
  secretID?: string | null
  environment?: string
  value: string
  status: 'active' | 'retired'
  hint: string
}

export interface KeyVariant {
  key: Buffer
  /** In the order of their classes; empty for an active secret as it is. */
  steps: string[]
  /** "under …" */
  words: string
  secretID: string | null
  /** Of the secret; null for a key that stands for none. */
  applicationID: string | null
}

const PREFIX = /^whsec_/

const MANGLES: { step: string; words: string; apply: (value: string) => string | Buffer | null }[] = [
  { step: 'secret:newline', words: 'with a newline behind it', apply: (value) => `${value}\n` },
  { step: 'secret:crlf', words: 'with a CRLF behind it', apply: (value) => `${value}\r\n` },
  { step: 'secret:space-behind', words: 'with a space behind it', apply: (value) => `${value} ` },
  { step: 'secret:space-before', words: 'with a space before it', apply: (value) => ` ${value}` },
  { step: 'secret:trimmed', words: 'without its white space', apply: (value) => value.trim() },
  { step: 'secret:base64-decoded', words: 'decoded from base64', apply: (value) => base64(value.replace(PREFIX, '')) },
  {
    step: 'secret:hex-decoded',
    words: 'decoded from hex',
    apply: (value) => Buffer.from(value.replace(PREFIX, ''), 'hex'),
  },
  { step: 'secret:prefix-removed', words: 'without its prefix whsec_', apply: (value) => value.replace(PREFIX, '') },
  { step: 'secret:prefix-added', words: 'with the prefix whsec_', apply: (value) => `whsec_${value}` },
  { step: 'secret:quoted', words: 'in quotes', apply: (value) => `"${value}"` },
  { step: 'secret:single-quoted', words: 'in single quotes', apply: (value) => `'${value}'` },
  {
    step: 'secret:whole-base64-decoded',
    words: 'decoded from base64 with its prefix',
    apply: (value) => base64(value),
  },
  {
    step: 'secret:base64-encoded',
    words: 'encoded in base64',
    apply: (value) => Buffer.from(value).toString('base64'),
  },
  { step: 'secret:hex-encoded', words: 'encoded in hex', apply: (value) => Buffer.from(value).toString('hex') },
  { step: 'secret:tab-behind', words: 'with a tab behind it', apply: (value) => `${value}\t` },
  { step: 'secret:newline-before', words: 'with a newline before it', apply: (value) => `\n${value}` },
  { step: 'secret:spaces-around', words: 'with spaces around it', apply: (value) => ` ${value} ` },
  { step: 'secret:carriage-return', words: 'with a carriage return behind it', apply: (value) => `${value}\r` },
  { step: 'secret:bom', words: 'with a BOM before it', apply: (value) => `\ufeff${value}` },
  { step: 'secret:lower-case', words: 'in lower case', apply: (value) => value.toLowerCase() },
  { step: 'secret:upper-case', words: 'in upper case', apply: (value) => value.toUpperCase() },
  { step: 'secret:nul', words: 'with a NUL behind it', apply: (value) => `${value}\0` },
  { step: 'secret:cut-end', words: 'without its last character', apply: (value) => value.slice(0, -1) },
  { step: 'secret:cut-start', words: 'without its first character', apply: (value) => value.slice(1) },
]

/** Keys that stand for no secret at all. */
const NONE: [step: string, key: string, words: string][] = [
  ['secret:empty', '', 'an empty key: no secret was configured, or it was decoded into nothing'],
  ['secret:undefined', 'undefined', 'the word undefined in place of a secret: none was configured'],
  ['secret:null', 'null', 'the word null in place of a secret: none was configured'],
  ['secret:none', 'None', 'the word None in place of a secret: none was configured'],
]

export interface Keys {
  /** The application's active secrets as they are. */
  active: KeyVariant[]
  /** One change away: another secret, or an own active one mistreated. */
  changed: KeyVariant[]
  /** Two changes away: another secret, mistreated. */
  twice: KeyVariant[]
}

/** Of so many others' secrets mistreatment is tried too. */
const MISTREATED_MAX = 12

/** Every key once, under its first name. */
export function keysOf(applicationID: string, secrets: readonly ForensicSecret[]): Keys {
  const fresh = onlyFresh()
  const own = secrets.filter((secret) => secret.applicationID === applicationID)
  const environment = own.find((secret) => secret.environment)?.environment
  const isActive = (secret: ForensicSecret) => secret.applicationID === applicationID && secret.status === 'active'
  const active = own.filter(isActive).map((secret) => plain(secret, [], hinted('the active secret', secret)))
  const others = [
    ...own.filter((secret) => !isActive(secret)).map((secret) => [secret, retired(secret)] as const),
    ...secrets
      .filter((secret) => secret.applicationID !== applicationID)
      .map((secret) => [secret, another(secret, environment)] as const),
  ]
  const none = NONE.map(([step, key, words]) => {
    return { key: Buffer.from(key), steps: [step], words, secretID: null, applicationID: null }
  })
  return {
    active: fresh(active),
    changed: fresh([
      ...others.map(([, variant]) => variant),
      ...own.filter(isActive).flatMap((secret) => mistreat(secret, [], hinted('the secret', secret))),
      ...none,
    ]),
    twice: fresh(
      others.slice(0, MISTREATED_MAX).flatMap(([secret, { steps, words }]) => mistreat(secret, steps, words)),
    ),
  }
}

function onlyFresh() {
  const seen = new Set<string>()
  return (variants: KeyVariant[]) =>
    variants.filter(({ key }) => {
      const name = key.toString('latin1')
      if (seen.has(name)) return false
      seen.add(name)
      return true
    })
}

/** A hint may be words of its own, as for a secret that was pasted. */
function hinted(words: string, { hint }: ForensicSecret): string {
  return hint.startsWith('the ') ? hint : `${words} ${hint}`
}

function plain(secret: ForensicSecret, steps: string[], words: string): KeyVariant {
  return {
    key: Buffer.from(secret.value, 'utf8'),
    steps,
    words,
    secretID: secret.secretID ?? null,
    applicationID: secret.applicationID,
  }
}

function retired(secret: ForensicSecret): KeyVariant {
  return plain(secret, ['secret:retired'], hinted('the retired secret', secret))
}

function another(secret: ForensicSecret, environment: string | undefined): KeyVariant {
  const isElsewhere =
    environment !== undefined && secret.environment !== undefined && secret.environment !== environment
  const where = isElsewhere ? ` in the ${secret.environment} environment` : ''
  const step = isElsewhere ? 'secret:other-environment' : 'secret:other-application'
  return plain(secret, [step], `${hinted("another application's secret", secret)}${where}`)
}

function mistreat(secret: ForensicSecret, before: string[], words: string): KeyVariant[] {
  return MANGLES.flatMap((mangle) => {
    const changed = mangle.apply(secret.value)
    if (changed === null || changed.length === 0) return []
    const key = typeof changed === 'string' ? Buffer.from(changed, 'utf8') : changed
    const steps = [...before, mangle.step]
    return [
      {
        key,
        steps,
        words: `${words} ${mangle.words}`,
        secretID: secret.secretID ?? null,
        applicationID: secret.applicationID,
      },
    ]
  })
}

function base64(value: string): Buffer | null {
  const bytes = Buffer.from(value, 'base64')
  return bytes.byteLength === 0 ? null : bytes
}
