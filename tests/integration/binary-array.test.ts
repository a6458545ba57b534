import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { binaryArray, type ColumnType, type ColumnValue } from '@/lib/store/binary-array'
import { storableText } from '@/lib/domain/text'
import { pool } from '@/lib/store/client'
import { unnestRows, type Column } from '@/lib/store/unnest'
import { createTestDatabase } from '@/tests/support/database'

beforeAll(async () => {
  await createTestDatabase()
})

const SMALLEST = -(2n ** 63n)
const LARGEST = 2n ** 63n - 1n
const date = fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
const text = fc.string({ unit: 'binary', maxLength: 120 }).map(storableText)
const VALUES: Record<ColumnType, fc.Arbitrary<ColumnValue>> = {
  text: fc.oneof(text, fc.constantFrom('', 'x'.repeat(200_000), 'é'.repeat(63), 'a'.repeat(63))),
  uuid: fc.uuid(),
  smallint: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
  int: fc.integer(),
  bigint: fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: SMALLEST, max: LARGEST })),
  timestamptz: date,
  boolean: fc.boolean(),
  jsonb: fc.jsonValue().map((value) => storableText(JSON.stringify(value).replaceAll('\\u0000', ''))),
  bytea: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
}

function asText(value: ColumnValue): string | null {
  if (value === null) return null
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return value instanceof Date ? value.toISOString() : String(value)
}

it.each(Object.keys(VALUES) as ColumnType[])('says every %s as text would', async (type) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(VALUES[type]), { maxLength: 40 }), async (values) => {
      const sql = `SELECT $1::${type}[] IS NOT DISTINCT FROM $2::${type}[] AS same, cardinality($1::${type}[]) AS length`
      const { rows } = await pool().query<{ same: boolean; length: number }>(sql, [
        values.length === 0 ? '{}' : binaryArray(type, values),
        values.map(asText),
      ])
      expect(rows).toEqual([{ same: true, length: values.length }])
    }),
    { numRuns: 60 },
  )
})

it('sends a column once where all rows have the same, and not at all where none has anything', async () => {
  interface Row {
    id: number
    owner: string
    name: string | null
    at: Date | null
  }
  const columns: readonly Column<Row>[] = [
    ['id', 'int', (row) => row.id],
    ['owner', 'uuid', (row) => row.owner],
    ['name', 'text', (row) => row.name],
    ['at', 'timestamptz', (row) => row.at],
  ]
  const owner = randomUUID()
  const rows = [1, 2, 3].map((id) => ({ id, owner, name: id === 2 ? null : `n${id}`, at: null }))
  const { shape, names, select, from, values } = unnestRows(columns, rows)
  expect([shape, names, values.length]).toEqual(['n1n-', ['id', 'owner', 'name'], 3])
  const found = await pool().query(`SELECT ${select} FROM ${from}`, values)
  expect(found.rows).toEqual(rows.map(({ id, name }) => ({ id, owner, name })))
})
