import { describe, expect, it } from 'vitest'
import { diffOf } from '@/lib/forensics/diff'
import { hiddenBytes } from '@/lib/domain/sensitive-bytes'
import type { ByteRow } from '@/lib/domain/byte-rows'
import { bytesPart, shownDiff } from './delivery-bytes'

const textOf = (rows: ByteRow[]) => rows.map(({ text }) => text.map((segment) => segment.text).join('')).join('')
const bytes = (text: string) => Buffer.from(text)

function diffed(arrived: string, signed: string) {
  const diff = diffOf(bytes(arrived), bytes(signed))
  if (!diff) throw new Error('they are equal')
  return shownDiff(diff, bytes(arrived))
}

describe('a difference in the bytes', () => {
  it('is shown on both sides from the same place, and marks one byte each', () => {
    const { offset, arrived, signed } = diffed('{"a": 1}', '{"a":1}')
    expect(offset).toBe(5)
    const marks = [arrived, signed].map(({ rows }) =>
      rows.flatMap(({ hex }) => hex).filter((part) => part.kind !== 'plain'),
    )
    expect(marks).toEqual([[{ kind: 'differs', text: ' 20' }], [{ kind: 'differs', text: ' 31' }]])
  })

  it('says where one of them ends', () => {
    const { arrived, signed } = diffed('{"a":1}\n', '{"a":1}')
    expect(textOf(arrived.rows)).toBe('{"a":1}·')
    expect(signed.rows[0]?.text.at(-1)).toEqual({ kind: 'end', text: '⊣' })
  })

  it.each([
    ['within a name', '{"panName":"Asha Räo","n":1}', '{"panName":"Asha Ra\\u0308o","n":1}', /Asha|o"|R/],
    [
      'behind a field that began before the excerpt',
      `{"panName":"${'x'.repeat(40)}Rao", "n":1}`,
      `{"panName":"${'x'.repeat(40)}Rao","n":1}`,
      /x|Rao/,
    ],
    [
      'before a number that the excerpt cuts',
      `{"a": 1,"${'k'.repeat(40)}":"9876543210"}`,
      `{"a":1,"${'k'.repeat(40)}":"9876543210"}`,
      /987/,
    ],
  ])('masks personal data %s', (_name, arrived, signed, secret) => {
    const shown = diffed(arrived, signed)
    expect(textOf(shown.arrived.rows)).not.toMatch(secret)
    expect(textOf(shown.signed.rows)).not.toMatch(secret)
  })
})

describe('a part of the bytes', () => {
  it('says where the next one begins, and is masked by what stands in the whole', () => {
    const body = bytes(`{"panName":"${'x'.repeat(30)}"}`)
    const second = bytesPart(body, hiddenBytes(body), 20, 10)
    expect(second).toMatchObject({ from: 20, next: 30, size: body.length, hiddenCount: 10 })
    expect(textOf(second.rows)).not.toContain('x')
    expect(bytesPart(body, hiddenBytes(body), 9_999, 10)).toMatchObject({ next: null, rows: [], text: [] })
  })
})
