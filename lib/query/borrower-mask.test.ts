import { describe, expect, it } from 'vitest'
import { maskBorrower } from './borrower-mask'

describe('maskBorrower', () => {
  it('shows the last four of mobile and PAN and nothing else', () => {
    const profile = { contactNumber: '+91 98765 04321', pan: 'ABCPE1234F', panName: 'Somebody', dob: '1990-01-01' }
    expect(maskBorrower(profile)).toEqual({ mobile: '••••••4321', pan: '••••••234F' })
  })

  it('shows nothing of a value too short to be what it should be', () => {
    expect(maskBorrower({ contactNumber: '4321', pan: 'AB' })).toEqual({ mobile: null, pan: null })
  })

  it('knows nothing of a profile that is absent or of another shape', () => {
    for (const profile of [null, undefined, 'x', { contactNumber: {} }]) {
      expect(maskBorrower(profile)).toEqual({ mobile: null, pan: null })
    }
  })
})
