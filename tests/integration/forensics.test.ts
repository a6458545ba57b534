import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { explanationKey } from '@/lib/domain/delivery'
import { diffOfSteps } from '@/lib/forensics/diff-of-steps'
import { explainFailure } from '@/lib/forensics/explain-failure'
import { verifyWebhook } from '@/lib/platform/signature'
import { BREAKAGES, mac, PLAIN, RICH, sent, SECRETS } from '@/tests/bench/forensics-cases'

const [ACTIVE] = SECRETS
const SIGNATURE = 'x-al-webhook-signature'
const TIMESTAMP = 'x-al-webhook-timestamp'

const explain = (how: Parameters<typeof sent>[3], signature?: string, computedSignature: string | null = null) => {
  const { delivery } = sent('', '', [], how)
  const headers = signature === undefined ? delivery.headers : { ...delivery.headers, [SIGNATURE]: signature }
  return explainFailure({ ...delivery, headers, computedSignature }, SECRETS)
}

describe('a broken signature is named by its cause', () => {
  it.each(BREAKAGES.map((breakage) => [breakage.name, breakage.cause, breakage] as const))(
    '%s: %s',
    (_name, cause, { delivery, words }) => {
      const told = explainFailure(delivery, SECRETS)
      expect(`${told.cause}: ${told.sentence}`).toContain(`${cause}: `)
      for (const word of words) expect(told.sentence).toContain(word)
      expect(told.confidence > 0).toBe(cause !== 'undetermined')
      for (const { value } of SECRETS) expect(JSON.stringify(told)).not.toContain(value.slice(6))
      expect(diffOfSteps(delivery.body, told.steps)).toEqual(told.diff)
      const signature = delivery.headers[SIGNATURE] ?? ''
      const isValid = verifyWebhook(ACTIVE.value, delivery.headers[TIMESTAMP] ?? '', delivery.body, signature)
      if (!isValid) expect(told.verdict).not.toMatch(/^(?:verified|stale|header-mismatch)$/)
    },
  )

  it('in at least 60 ways, each under a name of its own', () => {
    expect(BREAKAGES.length).toBeGreaterThanOrEqual(60)
    expect(new Set(BREAKAGES.map(({ name }) => name)).size).toBe(BREAKAGES.length)
  })
})

describe('nothing is explained that is not so', () => {
  it('no unrelated signature, in whatever clothes', () => {
    const clothes = [
      (bytes: Buffer) => bytes.toString('hex'),
      (bytes: Buffer) => bytes.toString('base64'),
      (bytes: Buffer) => `sha256=${bytes.toString('hex').toUpperCase()}`,
      (bytes: Buffer) => bytes.toString('hex').slice(0, 16),
    ]
    for (let round = 0; round < 24; round++) {
      const signature = clothes[round % clothes.length]?.(randomBytes(32))
      const told = explain({ arrived: round % 2 ? PLAIN : RICH }, signature, round % 3 ? null : 'f'.repeat(64))
      expect(told).toMatchObject({ cause: 'undetermined', confidence: 0, steps: [], secretID: null, diff: null })
      expect(told.tried.length).toBeGreaterThan(5)
    }
  })

  it('no signature by a secret that we never saw', () => {
    for (let round = 0; round < 8; round++) {
      const told = explain({ arrived: PLAIN, secret: `whsec_${randomBytes(24).toString('base64')}` })
      expect(told).toMatchObject({ cause: 'undetermined', verdict: 'signature-mismatch' })
    }
  })

  it('and a right signature is never turned into a failure', () => {
    for (const arrived of [RICH, PLAIN, Buffer.alloc(0), Buffer.from('no JSON'), Buffer.from([0xff, 0xfe, 0])]) {
      const told = explain({ arrived })
      expect(told).toMatchObject({ cause: 'undetermined', verdict: 'verified' })
      expect(told.missing).toContain('The signature is right')
    }
  })
})

describe('hostile bodies are explained within bounds', () => {
  const deep = '['.repeat(10_000) + ']'.repeat(10_000)
  const bodies: [string, string | Buffer][] = [
    ['10,000 nested lists', deep],
    ['10,000 lists that do not end', '['.repeat(10_000)],
    ['100,000 short lines at the greatest depth', `${'['.repeat(250)}${'1,'.repeat(100_000)}1${']'.repeat(250)}`],
    [
      '100,000 numbers that every language writes otherwise',
      `[${Array.from({ length: 100_000 }, (_, i) => `${i}.50e1`).join()}]`,
    ],
    ['exponents beyond measure', '{"a":1e200000,"b":-1e-200000,"c":1E+99999999999}'],
    ['doubled keys, __proto__ and lone surrogates', '{"__proto__":1,"a":1,"a":{"\\ud800":"\\udc00"}}'],
    ['a megabyte of quotes', '"'.repeat(1_048_576)],
    ['a megabyte of backslashes', `"${'\\'.repeat(1_048_570)}"`],
    ['a small packed megabyte', Buffer.from('1f8b08', 'hex')],
    ['no UTF-8', randomBytes(65_536)],
  ]
  it.each(bodies)('%s', (_name, arrived) => {
    const before = process.cpuUsage()
    const told = explain({ arrived }, randomBytes(32).toString('hex'))
    const { user, system } = process.cpuUsage(before)
    expect(told.cause).toBe('undetermined')
    expect((user + system) / 1_000).toBeLessThan(3_000)
  })

  it('and what is signed in them is still found', () => {
    expect(explain({ arrived: `${deep}\n`, signed: deep })).toMatchObject({ cause: 'body-altered-in-transit' })
  })
})

describe('the two digests of a reported delivery', () => {
  it('are told apart: where the receiver is right about what came, the signature is explained', () => {
    const computed = mac(ACTIVE.value, ['1772729300.', `${RICH}\n`]).toString('hex')
    const told = explain({ arrived: `${RICH}\n`, signed: RICH }, undefined, computed)
    expect(told).toMatchObject({ cause: 'body-altered-in-transit', steps: ['bytes:newline-removed'] })
  })

  it('and a receiver that knows only the other active secret has the wrong one', () => {
    const next = { ...ACTIVE, secretID: 's-next', value: 'whsec_bmV4dA==', hint: 'whsec_…A==' }
    const { delivery } = sent('', '', [], {})
    const computedSignature = mac(next.value, ['1772729300.', RICH]).toString('hex')
    const told = explainFailure({ ...delivery, computedSignature }, [...SECRETS, next])
    expect(told).toMatchObject({ cause: 'wrong-secret', secretID: 's-next', verdict: 'verified' })
  })
})

describe('failures are alike', () => {
  it('where cause and secret are, whichever writer wrote the body', () => {
    const written = BREAKAGES.filter(({ name }) => /^as (?:python|go|php|ruby|jackson) writes it$/.test(name))
    const keys = written.map(({ delivery }) => explanationKey(explainFailure(delivery, SECRETS)))
    expect(written).toHaveLength(5)
    expect(new Set(keys)).toEqual(new Set(['parsed-body-signed|s-active']))
  })

  it('and not where another secret, or one changed otherwise, is the reason', () => {
    const secrets = BREAKAGES.filter(({ name }) =>
      /^(?:the retired secret|the secret with a (?:newline|CRLF))$/.test(name),
    )
    const keys = secrets.map(({ delivery }) => explanationKey(explainFailure(delivery, SECRETS)))
    expect(new Set(keys).size).toBe(3)
  })

  it('and the same delivery always has the same explanation', () => {
    for (const { delivery } of BREAKAGES.slice(0, 20)) {
      expect(explainFailure(delivery, SECRETS)).toEqual(explainFailure(delivery, SECRETS))
    }
  })
})
