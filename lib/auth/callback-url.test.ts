import { expect, it } from 'vitest'
import { safeCallbackPath } from '@/lib/auth/callback-url'

it.each(['/', '/journeys', '/journeys?status=KYC_PENDING&q=a%2Fb#x', '/findings/1'])('leads back to %s', (path) => {
  expect(safeCallbackPath(path)).toBe(path)
})

it.each([
  null,
  undefined,
  '',
  'journeys',
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example',
  '\\\\evil.example',
  'javascript:alert(1)',
  '/login',
  '/login?callbackUrl=/login',
  '/.//evil.example',
])('never leads to %o', (wanted) => {
  expect(safeCallbackPath(wanted)).toBe('/')
})
