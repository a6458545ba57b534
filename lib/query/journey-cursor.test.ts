import { describe, expect, it } from 'vitest'
import { decodeJourneyCursor, encodeJourneyCursor } from './journey-cursor'

const cursor = {
  sort: 'waiting' as const,
  backward: false,
  key: {
    over: 0,
    at: new Date('2026-03-05T16:48:20.123Z'),
    applicationID: 'fbb1fd74-c502-4419-83f3-82a2a019fc9a',
    journeyID: 'j/1 ü',
  },
}

describe('the cursor of a list of journeys', () => {
  it('comes back as it went', () => {
    expect(decodeJourneyCursor(encodeJourneyCursor(cursor), 'waiting')).toEqual(cursor)
  })

  it('is refused in a list of another sort, and when we did not make it', () => {
    expect(() => decodeJourneyCursor(encodeJourneyCursor(cursor), 'updated')).toThrow('start again')
    for (const text of [
      '',
      'xx',
      Buffer.from('[1]').toString('base64url'),
      Buffer.from('null').toString('base64url'),
    ]) {
      expect(() => decodeJourneyCursor(text, 'waiting')).toThrow('start again')
    }
  })
})
