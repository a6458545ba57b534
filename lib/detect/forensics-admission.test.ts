import { expect, it } from 'vitest'
import { ForensicsAdmission } from './forensics-admission'

const noise = { applicationID: 'a', bodyBytes: 1024 * 1024, isKnown: false }

it('explains so many of a flood as a share of a minute allows, and again a minute later', () => {
  const admission = new ForensicsAdmission()
  const flood = (now: number) => Array.from({ length: 1_000 }, () => admission.admit(noise, now)).filter(Boolean).length
  expect(flood(0)).toBe(43)
  expect(flood(0)).toBe(0)
  expect(flood(30_000)).toBeLessThan(25)
  expect(flood(600_000)).toBe(43)
})

it('keeps a share for deliveries that name the tenant, and one for each application', () => {
  const admission = new ForensicsAdmission()
  while (admission.admit(noise, 0));
  expect(admission.admit({ ...noise, isKnown: true }, 0)).toBe(true)
  expect(admission.admit({ ...noise, applicationID: 'b' }, 0)).toBe(true)
})
