import { describe, expect, it } from 'vitest'
import { paletteScore } from './command-palette-filter'

const ENTRIES = [
  'screen Rate limits',
  'screen Overview',
  'action switch to test environment',
  'action theme Dark theme',
  'guidance 429 rate limited rate-limited missing backoff',
  'guidance API key refused auth-invalid-api-key missing bearer key',
]
const found = (search: string) =>
  ENTRIES.map((entry) => ({ entry, score: paletteScore(entry, search) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry)

describe('what the palette finds', () => {
  it('begins with what the typed text begins', () => {
    expect(found('rate lim')[0]).toBe('screen Rate limits')
    expect(found('over')).toEqual(['screen Overview'])
  })

  it('matches words in any order, and parts of words', () => {
    expect(found('dark theme')).toEqual(['action theme Dark theme'])
    expect(found('key api')).toEqual(['guidance API key refused auth-invalid-api-key missing bearer key'])
    expect(found('ackoff')).toEqual(['guidance 429 rate limited rate-limited missing backoff'])
  })

  it('is no letters strewn over an entry', () => {
    expect(found('theme')).toEqual(['action theme Dark theme'])
    expect(found('xyz')).toEqual([])
  })

  it('always holds what an ID found', () => {
    expect(paletteScore('hit journey /journeys/j-1 j-1', 'anything')).toBe(2)
  })
})
