import { expect, it } from 'vitest'
import { readOutcome } from './secret-requests'

it('passes on what the desk answers, and what it refuses in its own words', () => {
  expect(readOutcome(200, { secretID: 's' })).toEqual({ ok: true, value: { secretID: 's' } })
  const refused = { error: { code: 'CONFLICT', message: 'This value is stored already.' } }
  expect(readOutcome(409, refused)).toEqual({ ok: false, message: 'This value is stored already.' })
  expect(readOutcome(502, null)).toEqual({ ok: false, message: 'The change failed (502).' })
})
