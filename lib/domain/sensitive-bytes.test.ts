import { describe, expect, it } from 'vitest'
import { hiddenBytes, maskedText } from './sensitive-bytes'

const shown = (text: string | Uint8Array) => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const hidden = hiddenBytes(bytes)
  return Buffer.from(bytes.map((byte, index) => (hidden[index] === 1 ? 0x2a : byte))).toString('latin1')
}

const PROFILE =
  '"profile":{"contactNumber":"+91 98765 43210","pan":"ABCPE1234F","panName":"Asha \\"A\\" Rao","dob":"1990-01-31"}'

describe('what of a body is hidden', () => {
  it('is each personal field, and nothing beside it', () => {
    const text = shown(`{"borrower":{"borrowerExternalID":"CUST_0012",${PROFILE},"status":"OFFERS_PENDING"}}`)
    expect(text).not.toMatch(/98765|ABCPE|Asha|Rao|1990/)
    expect(text).toContain('"borrowerExternalID":"CUST_0012"')
    expect(text).toContain('"status":"OFFERS_PENDING"')
  })

  it.each([
    [
      'JSON within JSON',
      JSON.stringify({ payload: JSON.stringify({ panName: 'Asha Rao', personalemail: 'asha@mail.example' }) }),
    ],
    [
      'a percent-encoded form',
      `payload=${encodeURIComponent('{"panName":"Asha Rao","personalemail":"asha@mail.example"}')}`,
    ],
    ['a plain form', 'panName=Asha+Rao&personalemail=asha%40mail.example&x=1'],
    ['a body with spaces', '{ "panName" : "Asha Rao" , "officialemail" : "asha@mail.example" }'],
    ['a value that is cut off', '{"panName": "Asha Ra'],
    ['a field of another name', '{"remark":"write to asha@mail.example or 9876543210, ABCPE1234F"}'],
  ])('covers %s', (_name, text) => {
    expect(shown(text)).not.toMatch(/asha|rao|mail\.example|9876543210|ABCPE/i)
  })

  it('covers a name beyond ASCII to its last byte', () => {
    const hidden = hiddenBytes(Buffer.from('{"panName":"आशा","n":1}'))
    expect([...hidden].filter(Boolean)).toHaveLength(9)
  })

  it('is all of compressed or UTF-16 bytes but the first few', () => {
    const utf16 = Buffer.from(`{${PROFILE}}`, 'utf16le')
    expect(hiddenBytes(utf16).indexOf(1)).toBe(16)
    expect(hiddenBytes(Buffer.from([0x1f, 0x8b, ...Array.from({ length: 40 }, () => 7)])).indexOf(1)).toBe(16)
  })

  it('is the value of a personal field wherever else it stands', () => {
    const text = shown('{"message":"ASHA  RAO differs","profile":{"panName":"Asha Rao"},"lender":"Asha Bank"}')
    expect(text).not.toMatch(/rao/i)
    expect(text).toContain('Asha Bank')
  })

  it('takes linear time on a large hostile body', () => {
    const before = process.cpuUsage()
    hiddenBytes(Buffer.from('"pan":"\\'.repeat(130_000)))
    hiddenBytes(Buffer.from('a.'.repeat(500_000)))
    hiddenBytes(Buffer.from('"name" '.repeat(150_000)))
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })
})

it('masks headers in running text', () => {
  expect(maskedText('agent/1.0 (asha@mail.example)')).toBe('agent/1.0 (••••)')
  expect(maskedText('1772729300')).toBe('1772729300')
})
