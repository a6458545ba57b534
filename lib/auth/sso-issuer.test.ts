import { expect, it } from 'vitest'
import { isConfiguredIssuer } from './sso-issuer'

it.each([
  ['https://id.example', 'https://id.example', true],
  ['https://id.example/', 'https://id.example', true],
  ['https://id.example', 'https://id.example/', true],
  ['https://id.example', 'https://id.example.evil.example', false],
  ['https://id.example', 'http://id.example', false],
  ['https://id.example/one', 'https://id.example/two', false],
  ['https://id.example', undefined, false],
])('configured %s, metadata of %s: %s', (configured, named, same) => {
  expect(isConfiguredIssuer(configured, named)).toBe(same)
})
