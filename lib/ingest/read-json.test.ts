import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNestedDeeper, readJson } from './read-json'

const read = (text: string) => readJson(Buffer.from(text, 'utf8'))
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('reading JSON from bytes', () => {
  it('reads what JSON.parse reads, and passes over a BOM', () => {
    expect(read('{"a":[1,-2.5e3,"x",true,null]}')).toEqual({ value: { a: [1, -2500, 'x', true, null] } })
    expect(read('\ufeff{"a":1}')).toEqual({ value: { a: 1 } })
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(text.isWellFormed())
        fc.pre(!/\d{16}/.test(text))
        expect(read(text)?.value).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each(['', ' ', '{', '{"a":}', 'NaN', "{'a':1}", '1 2', '\ufeff'])('%j is no JSON', (text) => {
    expect(read(text)).toBeNull()
  })

  it('tells a null from nothing readable', () => {
    expect(read('null')).toEqual({ value: null })
  })

  it('refuses bytes that are no UTF-8', () => {
    expect(readJson(Buffer.from([0x22, 0xff, 0x22]))).toBeNull()
    expect(readJson(Buffer.from('{"a":1}', 'utf16le'))).toBeNull()
  })

  it('keeps integers beyond 2^53 exact', () => {
    expect(read('{"n":9007199254740993}')).toEqual({ value: { n: 9007199254740993n } })
    expect(read('[9223372036854775808,-9007199254740993]')).toEqual({
      value: [9223372036854775808n, -9007199254740993n],
    })
    expect(read('{"n":1741179022100}')).toEqual({ value: { n: 1741179022100 } })
    expect(read('{"n":1e200000}')).toEqual({ value: { n: Infinity } })
  })

  it('reads a document with a key twice like JSON.parse, long integers or not', () => {
    expect(read('{"a":1,"a":2}')).toEqual({ value: { a: 2 } })
    expect(read('{"a":1,"a":2,"n":1234567890123456}')).toEqual({ value: { a: 2, n: 1234567890123456 } })
  })

  it('keeps __proto__ a plain key', () => {
    for (const text of ['{"__proto__":{"x":1}}', '{"__proto__":{"x":1},"n":12345678901234567890}']) {
      const value = read(text)?.value as object
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
      expect(Object.hasOwn(value, '__proto__')).toBe(true)
    }
  })

  it('reads 100 levels and refuses the next, counting no brackets within strings', () => {
    expect(read(nested(100))).not.toBeNull()
    expect(read(nested(101))).toBeNull()
    expect(read(`{"a":"${'['.repeat(500)}\\"${'{'.repeat(500)}"}`)).not.toBeNull()
    expect(read('['.repeat(1_000_000))).toBeNull()
  })

  it('never throws on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readJson(bytes)))
  })
})

it('a value’s depth is told without recursion', () => {
  let deep: unknown = 1
  for (let level = 0; level < 200_000; level++) deep = [deep]
  expect(isNestedDeeper(deep, 100)).toBe(true)
  expect(isNestedDeeper([[1]], 2)).toBe(false)
  expect(isNestedDeeper([[[]]], 2)).toBe(true)
  expect(isNestedDeeper('x', 0)).toBe(false)
})
