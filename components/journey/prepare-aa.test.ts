import { describe, expect, it } from 'vitest'
import { prepareAa } from './prepare-aa'
import { NOW, offerSample, since } from './samples'

const session = (state: string, moments: { at: Date; state: string }[], expiresAt: Date | null = since(10)) => ({
  aaSessionID: 'aa_1',
  offerID: 'of_1',
  state,
  redirectExpiresAt: expiresAt,
  since: since(20),
  moments: moments.map((moment) => ({ ...moment, redirectExpiresAt: expiresAt })),
})
const read = (own: ReturnType<typeof session>, status = 'AA_REQUIRED') =>
  prepareAa({ status, offers: [offerSample()], aaSessions: [own] }, NOW)[0]

describe('prepareAa', () => {
  it('calls a redirect past its expiry expired, whatever the last snapshot called it', () => {
    const ready = session('REDIRECT_READY', [{ at: since(20), state: 'REDIRECT_READY' }])
    expect(read(ready)).toMatchObject({
      state: 'expired',
      tone: 'stuck',
      issuedAt: since(20),
      returnedAt: null,
      lender: 'Deccan Capital',
    })
  })

  it('takes an approval as the return where the return itself was not told', () => {
    const approved = session('APPROVED', [
      { at: since(20), state: 'REDIRECT_READY' },
      { at: since(15), state: 'APPROVED' },
    ])
    expect(read(approved)).toMatchObject({ state: 'approved', tone: 'good', returnedAt: since(15) })
  })

  it('keeps an unknown state as it came and does not take it for a return', () => {
    const paused = session('CONSENT_PAUSED', [{ at: since(20), state: 'CONSENT_PAUSED' }], null)
    expect(read(paused)).toMatchObject({ state: 'CONSENT_PAUSED', tone: 'idle', returnedAt: null, expired: false })
  })
})
