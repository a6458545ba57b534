import { describe, expect, it } from 'vitest'
import { csvResponse, csvText, type CSVCell } from './csv'

async function* pagesOf(count: number, seen: { read: number; left: boolean }): AsyncGenerator<CSVCell[][], void> {
  try {
    for (let page = 0; page < count; page++) {
      seen.read += 1
      yield [[`row ${page}`, page]]
    }
  } finally {
    seen.left = true
  }
}

describe('a CSV table', () => {
  it('quotes what would break a line or a cell, as RFC 4180 says', () => {
    expect(csvText([['a,b', 'say "so"', 'two\r\nlines', '', null, 0, false]])).toBe(
      '"a,b","say ""so""","two\r\nlines",,,0,false\r\n',
    )
  })

  it.each(['=1+1', '+91', '-2', '@SUM(A1)', '\tx', '\rx', '＝1'])('never lets a spreadsheet run %j', (cell) => {
    expect(csvText([[cell]]).replace(/^"/, '')).toMatch(/^'/)
  })

  it('leaves numbers alone that a spreadsheet reads as numbers', () => {
    expect(csvText([[12.5, 0]])).toBe('12.5,0\r\n')
  })

  it('begins with the mark of UTF-8 and one line of names, also where nothing matches', async () => {
    const seen = { read: 0, left: false }
    const response = csvResponse({ fileName: 'x', columns: ['a', 'b'], pages: pagesOf(0, seen) })
    expect(Buffer.from(await response.arrayBuffer()).toString('utf8')).toBe('\uFEFFa,b\r\n')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="x.csv"')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('reads no further than the client does, and stops when the client goes', async () => {
    const seen = { read: 0, left: false }
    const reader = csvResponse({ fileName: 'x', columns: ['a', 'b'], pages: pagesOf(1_000, seen) }).body?.getReader()
    await reader?.read()
    await reader?.read()
    expect(seen.read).toBeLessThan(5)
    await reader?.cancel()
    expect(seen.left).toBe(true)
  })
})
