import { describe, expect, it } from 'vitest'
import { prepareVerdict, rankFindings } from './prepare-verdict'
import { diagnosticsSample, findingSample, NOW, offerSample, since, stepSample } from './samples'

type Input = Parameters<typeof prepareVerdict>[0]

const calm: Input = {
  status: 'OFFERS_PENDING',
  owner: 'platform',
  ownerReason: 'OFFERS_PENDING without a lender dispatch',
  stuck: false,
  stuckSince: null,
  findings: [],
  lender: null,
  offers: [],
  pendingOperations: [],
  detectedAt: NOW,
}
const aaRequired = findingSample({
  id: 'a',
  cause: 'aa-required',
  rejectedCauses: [{ cause: 'lender-dispatch-in-flight', why: 'it is DONE' }],
})
const timedOut = findingSample({
  id: 'b',
  condition: 'aa-redirect-expired',
  cause: 'consent-session-timed-out',
  severity: 'medium',
})

describe('prepareVerdict', () => {
  it('leads with what our own systems have to mend, and names what else holds', () => {
    const offers = [
      offerSample({ aa: { required: true, state: 'REDIRECT_READY', aaSessionID: 'x', redirectExpiresAt: since(16) } }),
    ]
    const verdict = prepareVerdict({
      ...calm,
      stuck: true,
      stuckSince: since(16),
      owner: 'us',
      findings: [aaRequired, timedOut],
      offers,
    })
    expect(verdict.headline).toEqual([
      'The AA consent link expired',
      ' at ',
      since(16),
      '; our app has to issue a new one.',
    ])
    expect(verdict.cause?.label).toBe('consent session timed out')
    expect(verdict.alsoHolds.map((cause) => cause.label)).toEqual(['AA required'])
    expect(verdict.rejected).toEqual([{ label: 'lender dispatch in flight', why: 'it is DONE' }])
    expect(verdict).toMatchObject({ chip: 'stuck', since: since(16) })
  })

  it('does not reject a cause that another finding holds', () => {
    const other = findingSample({ id: 'c', cause: 'lender-dispatch-in-flight' })
    expect(prepareVerdict({ ...calm, findings: [aaRequired, other] }).rejected).toEqual([])
  })

  it('names the step that blocks the mandate', () => {
    const steps = [stepSample('BANK_MANDATE', 'PENDING', { diagnostics: diagnosticsSample({ blockedBy: ['KYC'] }) })]
    const finding = findingSample({ condition: 'bank-mandate-not-actionable', cause: 'prerequisite-incomplete' })
    const verdict = prepareVerdict({
      ...calm,
      stuck: true,
      findings: [finding],
      offers: [offerSample({ proceededAt: since(90), steps })],
    })
    expect(verdict.headline).toEqual(['The bank mandate is blocked by KYC.'])
  })

  it('says that the evidence does not decide, and names no cause', () => {
    const verdict = prepareVerdict({ ...calm, stuck: true, findings: [findingSample({ cause: 'undetermined' })] })
    expect(verdict.cause).toBeNull()
    expect(verdict.headline.join('')).toContain('does not decide')
  })

  it('is calm about the borrower’s move and about a wait within its time', () => {
    expect(prepareVerdict({ ...calm, owner: 'borrower' })).toMatchObject({ tone: 'idle', chip: 'idle', guidance: null })
    expect(prepareVerdict(calm)).toMatchObject({ tone: 'good', chip: 'on its way' })
  })

  it('says that a journey is over', () => {
    expect(prepareVerdict({ ...calm, status: 'DISBURSED', owner: 'none' })).toMatchObject({
      tone: 'good',
      chip: 'over',
    })
    expect(prepareVerdict({ ...calm, status: 'REJECTED', owner: 'none' }).tone).toBe('idle')
  })

  it('does not call a journey well that detection has not seen yet', () => {
    expect(prepareVerdict({ ...calm, detectedAt: null }).chip).toBe('new')
  })

  it('stays silent on nothing: a stuck journey without a finding still says so', () => {
    expect(prepareVerdict({ ...calm, stuck: true, stuckSince: since(5) })).toMatchObject({
      tone: 'stuck',
      chip: 'stuck',
    })
  })
})

describe('rankFindings', () => {
  it('puts what is undetermined last, however grave', () => {
    const undetermined = findingSample({ id: 'u', cause: 'undetermined', severity: 'critical' })
    expect(rankFindings([undetermined, aaRequired]).map((finding) => finding.id)).toEqual(['a', 'u'])
  })
})
