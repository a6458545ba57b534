import { expect, it } from 'vitest'
import { extendEnv } from '@/lib/env'
import { marksOf } from './change-marks'

const COUNTS = { journeys: '41', findings: '41', deliveries: '7', calls: '0' }

it('tells that a counter moved, and neither where it stands nor that two stand alike', () => {
  extendEnv({ DESK_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') })
  const marks = marksOf(COUNTS)
  expect(marksOf(COUNTS)).toEqual(marks)
  expect(marksOf({ ...COUNTS, calls: '1' })).toEqual({ ...marks, calls: expect.not.stringMatching(`^${marks.calls}$`) })
  expect(new Set(Object.values(marks)).size).toBe(4)
  for (const mark of Object.values(marks)) expect(mark).toMatch(/^[\w-]{12}$/)
})
