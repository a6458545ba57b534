import { createHmac, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Mac } from './mac'

describe('the quick HMAC', () => {
  it('agrees with the library for keys and bodies of all lengths, in any order', () => {
    const mac = new Mac()
    const keys = [0, 1, 20, 63, 64, 65, 200].map((length) => randomBytes(length))
    const bodies = [0, 1, 63, 64, 4_096, 32_768, 32_769].map((length) => randomBytes(length))
    for (const body of bodies)
      for (const [before, after] of [
        ['1772729300.', ''],
        ['', ''],
        ['', '.é'],
      ] as const)
        for (const key of keys) {
          const expected = createHmac('sha256', key).update(before).update(body).update(after).digest('hex')
          expect(mac.digest(key, before, body, after)).toBe(expected)
        }
  })
})
