import { expect, it } from 'vitest'
import { securityText } from './security-text'

it('names who is to be told, until when that holds, and where it stands', () => {
  const text = securityText('mailto:security@desk.example', 'https://desk.example', new Date('2026-11-22T00:00:00Z'))
  expect(text.split('\n')).toEqual([
    'Contact: mailto:security@desk.example',
    'Expires: 2027-05-21T00:00:00.000Z',
    'Preferred-Languages: en',
    'Canonical: https://desk.example/.well-known/security.txt',
    '',
  ])
})
