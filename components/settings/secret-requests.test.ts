import { expect, it } from 'vitest'
import { readOutcome } from './secret-requests'

it('passes on what the desk answers, and what it refuses in its own words', () => {
  expect(readOutcome(200, { secretID: 's' })).toEqual({ ok: true, value: { secretID: 's' } })
  const refused = { error: { code: 'CONFLICT', message: 'This value is stored already.' } }
  expect(readOutcome(409, refused)).toEqual({ ok: false, message: 'This value is stored already.' })
  const details = { revision: 2, updatedBy: 'asha@desk.example', now: { name: 'B' } }
  expect(readOutcome(412, { error: { code: 'PRECONDITION_FAILED', message: 'It changed.', details } })).toEqual({
    ok: false,
    message: 'It changed.',
    conflict: { revision: 2, by: 'asha@desk.example', now: { name: 'B' } },
  })
  expect(readOutcome(502, null)).toEqual({ ok: false, message: 'The change failed (502).' })
})
