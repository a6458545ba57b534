import { describe, expect, it } from 'vitest'
import { cleanID, personalKind } from './lookup'

describe('what a looked-up text may be', () => {
  it.each(['9876504321', '+91 98765 04321', '09876504321', '91-9876504321', '98765-04321'])(
    '%s is a mobile number',
    (text) => expect(personalKind(text)).toBe('mobile'),
  )

  it.each(['ABCPE1234F', 'abcpe1234f'])('%s is a PAN', (text) => expect(personalKind(text)).toBe('pan'))

  it.each(['1876504321', '98765043210', 'CUST_9876504321', 'ABCPE1234', 'b7bb465b-135e-4ffd-9c7f-0d43f7ee43d9', ''])(
    '%s is neither',
    (text) => expect(personalKind(text)).toBeNull(),
  )

  it('is taken out of what it was pasted with', () => {
    expect(cleanID('  "evt_01JB2X4CE6",\n')).toBe('evt_01JB2X4CE6')
    expect(cleanID('`CUST_0012`')).toBe('CUST_0012')
  })
})
