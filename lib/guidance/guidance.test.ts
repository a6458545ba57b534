import { describe, expect, it } from 'vitest'
import { CONDITIONS, causeLabel, conditionTitle, guidanceHref, isCondition } from '@/lib/domain/conditions'
import { defaultSettings, isSettingKey } from '@/lib/domain/settings'
import { GUIDANCE, causeGuide, inlineParts } from '@/lib/guidance'

const guides = Object.values(GUIDANCE)
const causes = guides.flatMap((guide) => guide.causes.map((cause) => ({ condition: guide.condition, ...cause })))

/** Every text of a cause that a reader sees, code samples apart. */
function textsOf(cause: (typeof causes)[number]): string[] {
  const single = [cause.title, cause.summary, cause.detection, cause.platformNote ?? '']
  return [...single, ...cause.evidence, ...cause.lookAlikes, ...cause.steps].filter((text) => text !== '')
}

describe('the guides and the public conditions', () => {
  it('have the same conditions', () => {
    expect(Object.keys(GUIDANCE).sort()).toEqual(Object.keys(CONDITIONS).sort())
    for (const [key, guide] of Object.entries(GUIDANCE)) expect(guide.condition).toBe(key)
  })

  it.each(Object.entries(CONDITIONS))('have the same causes for %s', (condition, { causes: known }) => {
    const told = isCondition(condition) ? GUIDANCE[condition].causes.map((cause) => cause.cause) : []
    expect([...told].sort()).toEqual(Object.keys(known).sort())
  })

  it('name each condition as the other screens do', () => {
    for (const guide of guides) expect(guide.title).toBe(conditionTitle(guide.condition))
  })

  it('give every cause an address of its own', () => {
    const addresses = causes.map((cause) => guidanceHref(cause.condition, cause.cause))
    expect(new Set(addresses).size).toBe(causes.length)
    for (const cause of causes) expect(cause.cause).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  it('find a cause by its ID, and nothing for one that is undetermined', () => {
    expect(causeGuide('offers-pending', 'aa-required')?.cause).toBe('aa-required')
    expect(causeGuide('offers-pending', 'undetermined')).toBeNull()
  })
})

describe('each guide', () => {
  it.each(guides)('says what $condition looks like and what it means', (guide) => {
    expect(guide.symptom.length).toBeGreaterThan(20)
    expect(guide.whatItMeans.length).toBeGreaterThan(80)
  })

  it.each(causes)('tells $condition / $cause whole: what, how we know, what it is not, what to do', (cause) => {
    expect(cause.title.length).toBeGreaterThan(10)
    expect(cause.summary.length).toBeGreaterThan(40)
    expect(cause.detection.length).toBeGreaterThan(60)
    expect(cause.evidence.length).toBeGreaterThan(0)
    expect(cause.lookAlikes.length).toBeGreaterThan(0)
    expect(cause.steps.length).toBeGreaterThanOrEqual(4)
    for (const step of cause.steps) expect(step).toMatch(/^(\p{Lu}|`).{20,}[.)]$/su)
    expect(new Set(cause.steps).size).toBe(cause.steps.length)
  })

  it.each(causes)('closes every code mark in $condition / $cause', (cause) => {
    for (const text of textsOf(cause)) {
      expect(text.split('`').length % 2, text).toBe(1)
      expect(text, text).not.toMatch(/\s{2}|\s$|^\s/)
    }
  })

  it.each(causes)('labels $condition / $cause by a known cause', (cause) => {
    expect(causeLabel(cause.condition, cause.cause)).not.toBe(cause.cause)
  })
})

describe('the thresholds that the guides state', () => {
  it.each([
    ['offers-pending', 'lender-dispatch-in-flight', ['10 minutes', '`QUEUED`, `IN_FLIGHT` or `RETRYING`']],
    ['offers-pending', 'polling-too-aggressive', ['10 minutes', 'at least 6', 'below 10 seconds']],
    ['offers-pending', 'aa-required', ['10 minutes', '`REQUIRED`, `REDIRECT_READY`, `IN_PROGRESS` or `EXPIRED`']],
    ['bank-mandate-not-actionable', 'journey-state-not-reached', ['15 minutes', '`NONE` or `WAIT`']],
    ['bank-mandate-not-actionable', 'prerequisite-incomplete', ['15 minutes', '`SUCCESS` nor `NOT_REQUIRED`']],
    ['bank-mandate-not-actionable', 'stale-offer-selection', ['At least 3', '15 minutes']],
    ['webhook-signature-failure', 'timestamp-stale', ['5 minutes']],
    ['rate-limited', 'missing-backoff', ['5 %', 'at least 3 times', 'at least 3 retries', 'below 1.5']],
    ['rate-limited', 'retry-without-idempotency', ['at least 3 operations']],
    ['rate-limited', 'excessive-writes', ['30 a minute', '300 a minute', 'at least 2 minutes']],
    ['journey-stalled', 'waiting-on-lender', ['24 hours']],
    ['journey-stalled', 'updates-missing', ['5 seconds']],
  ] as const)('are those of the contract for %s / %s', (condition, cause, phrases) => {
    const detection = causeGuide(condition, cause)?.detection ?? ''
    for (const phrase of phrases) expect(detection).toContain(phrase)
  })
})

describe('the settings behind the guides', () => {
  const stated = (condition: keyof typeof GUIDANCE) =>
    [GUIDANCE[condition].whatItMeans, ...GUIDANCE[condition].causes.map((cause) => cause.detection)].join(' ')
  const defaults = defaultSettings()

  it('have the defaults that the guides state', () => {
    expect(stated('offers-pending')).toContain(`${defaults['wait.OFFERS_PENDING.minutes']} minutes`)
    expect(stated('bank-mandate-not-actionable')).toContain(`${defaults['wait.bankMandateStep.minutes']} minutes`)
    expect(stated('webhook-signature-failure')).toContain(`${defaults['webhook.tolerance.minutes']} minutes`)
    expect(stated('journey-stalled')).toContain(`${defaults['updatesMissing.grace.seconds']} seconds`)
    expect(stated('journey-stalled')).toContain(`${defaults['wait.LENDER_PROCESSING.minutes'] / 60} hours`)
    const short = `${defaults['wait.PROFILE_SUBMITTED.minutes']} minutes in \`PROFILE_SUBMITTED\` and \`OFFER_SELECTED\``
    const mandate = `${defaults['wait.BANK_MANDATE_PENDING.minutes']} in \`BANK_MANDATE_PENDING\``
    const steps = `${defaults['wait.KYC_PENDING.minutes']} in \`KYC_PENDING\`, \`E_MANDATE_PENDING\` and \`LOAN_AGREEMENT_PENDING\``
    for (const phrase of [short, mandate, steps]) expect(stated('journey-stalled')).toContain(phrase)
  })

  it('exist under every name that the guides give', () => {
    const named = causes.flatMap(
      (cause) =>
        textsOf(cause)
          .join(' ')
          .match(/`(wait|webhook|pulls)\.[\w.]+`/g) ?? [],
    )
    expect(named.length).toBeGreaterThan(0)
    for (const name of named) expect(isSettingKey(name.slice(1, -1)), name).toBe(true)
  })
})

describe('inlineParts', () => {
  it('splits code from prose and leaves no empty part', () => {
    expect(inlineParts('`GET /a` answers `401`')).toEqual([
      { text: 'GET /a', isCode: true },
      { text: ' answers ', isCode: false },
      { text: '401', isCode: true },
    ])
  })
})
