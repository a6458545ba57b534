import { describe, expect, it } from 'vitest'
import { byteRows, textSegments } from './byte-rows'

const bytes = Buffer.from('{"source": "credit-api"}')
const line = (segments: { text: string }[]) => segments.map(({ text }) => text).join('')

describe('a hex dump', () => {
  it('has sixteen bytes a row, with their text beside', () => {
    const [first, second] = byteRows(bytes, { from: 0 })
    expect(first?.offset).toBe(0)
    expect(line(first?.hex ?? [])).toBe('7b 22 73 6f 75 72 63 65 22 3a 20 22 63 72 65 64')
    expect(line(first?.text ?? [])).toBe('{"source": "cred')
    expect(line(second?.hex ?? [])).toBe('69 74 2d 61 70 69 22 7d')
  })

  it('keeps its columns where it begins within a row', () => {
    const [first] = byteRows(bytes.subarray(4), { from: 4 })
    expect(first?.offset).toBe(0)
    expect(line(first?.hex ?? [])).toBe('            75 72 63 65 22 3a 20 22 63 72 65 64')
  })

  it('marks the byte that differs as a segment of its own', () => {
    const [first] = byteRows(bytes, { from: 0, mark: 10 })
    expect(first?.hex.filter(({ kind }) => kind === 'differs')).toEqual([{ kind: 'differs', text: ' 20' }])
    expect(first?.text[1]).toEqual({ kind: 'differs', text: ' ' })
  })

  it('marks the end where one string has no byte any more', () => {
    const rows = byteRows(Buffer.alloc(16, 65), { from: 0, mark: 16 })
    expect(rows[1]).toEqual({ offset: 16, hex: [{ kind: 'end', text: '--' }], text: [{ kind: 'end', text: '⊣' }] })
  })

  it('shows dots for what is hidden, also where it is what differs', () => {
    const hidden = new Uint8Array(bytes.byteLength).fill(1, 2, 4)
    const [first] = byteRows(bytes, { from: 0, hidden })
    expect(line(first?.hex ?? [])).toMatch(/^7b 22 •• •• 75/)
    const [marked] = byteRows(bytes, { from: 0, hidden, mark: 2 })
    expect(marked?.hex[1]).toEqual({ kind: 'differs', text: ' ••' })
  })
})

describe('running text', () => {
  it('shows what cannot be seen', () => {
    expect(line(textSegments(Buffer.from('\ufeff{"a":\u00001}\r\n'), null))).toBe('[BOM]{"a":␀1}␍\n')
  })

  it('has hidden runs as dots', () => {
    const hidden = new Uint8Array(bytes.byteLength).fill(1, 12, 22)
    expect(line(textSegments(bytes, hidden))).toBe('{"source": "••••••••"}')
    expect(textSegments(new Uint8Array(), null)).toEqual([])
  })
})
