import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const TEXT = readFileSync('docs/security/asvs.md', 'utf8')
const ROWS = TEXT.split('\n').filter((line) => /^\| \d/.test(line))
const named = [...TEXT.matchAll(/`([\w./-]+\.test\.ts)` “([^”]+)”/g)].map(([, file = '', name = '']) => ({
  file,
  name,
}))

describe('the table of ASVS', () => {
  it('answers each of the 253 requirements of levels 1 and 2 once', () => {
    const ids = ROWS.map((row) => row.split('|')[1]?.trim())
    expect([ids.length, new Set(ids).size]).toEqual([253, 253])
    expect(ROWS.filter((row) => row.split(/(?<!\\)\|/)[4]?.trim() === '')).toEqual([])
  })

  it('names tests that are there', () => {
    expect(named.length).toBeGreaterThan(80)
    const missing = named.filter(
      ({ file, name }) => !existsSync(file) || !readFileSync(file, 'utf8').includes(`'${name}'`),
    )
    expect(missing).toEqual([])
  })

  it('names pages of decisions that are there', () => {
    const pages = readdirSync('docs/decisions')
    const asked = [...TEXT.matchAll(/`(?:docs\/decisions\/)?(0\d{3})`/g)].map(([, number = '']) => number)
    expect(asked.filter((number) => !pages.some((page) => page.startsWith(number)))).toEqual([])
  })
})
