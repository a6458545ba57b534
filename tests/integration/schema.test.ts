import { beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '@/tests/support/database'
import { readSchema, type Table } from '@/tests/support/prisma-schema'
import { runSQL } from '@/tests/support/sql'

const schema = readSchema()
let migrated: Map<string, Table>

beforeAll(async () => {
  const { url } = await createTestDatabase()
  migrated = await readDatabase(url)
})

describe('the migrated database and prisma/schema.prisma', () => {
  it('have the same tables', () => {
    expect([...migrated.keys()].sort()).toEqual(schema.map((table) => table.name).sort())
  })

  it.each(schema)('agree on the columns of $name: name, type and nullability', ({ name, columns }) => {
    expect(byName(migrated.get(name)?.columns ?? [])).toEqual(byName(columns))
  })

  it.each(schema)('agree on the keys of $name', ({ name, primaryKey, unique }) => {
    expect(migrated.get(name)?.primaryKey).toEqual(primaryKey)
    expect(migrated.get(name)?.unique.map(String).sort()).toEqual(unique.map(String).sort())
  })

  it.each(schema)('have every index that the schema names for $name', ({ name, indexes }) => {
    expect(migrated.get(name)?.indexes).toEqual(expect.arrayContaining(indexes))
  })
})

describe('tables that an application owns', () => {
  const owned = schema.filter(({ columns }) =>
    columns.some((column) => column.name === 'application_id' && !column.nullable),
  )

  it.each(owned)('begin every unique key of $name with the application', ({ name }) => {
    const table = migrated.get(name)
    const keys = [table?.primaryKey ?? [], ...(table?.unique ?? [])]
    // A queue's rows are local to one database; their only key is the order of arrival.
    const distributed = name === 'detect_queue' ? [] : keys
    expect(distributed.filter((key) => key[0] !== 'application_id')).toEqual([])
  })

  it('are all the tables that hold journeys, deliveries and findings', () => {
    const names = owned.map((table) => table.name)
    expect(names).toEqual(
      expect.arrayContaining(['secret', 'journey', 'webhook_delivery', 'delivery_dedup', 'finding']),
    )
  })
})

function byName(columns: Table['columns']): Table['columns'] {
  return [...columns].sort((a, b) => a.name.localeCompare(b.name))
}

async function readDatabase(url: string): Promise<Map<string, Table>> {
  const columns = await runSQL<{ table: string; name: string; type: string; nullable: boolean }>(
    url,
    `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
            NOT a.attnotnull AS nullable
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> '_prisma_migrations'`,
  )
  const indexes = await runSQL<{ table: string; primary: boolean; unique: boolean; columns: string[] }>(
    url,
    `SELECT c.relname AS table, i.indisprimary AS primary, i.indisunique AS unique,
            ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k(attnum, n)
                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum ORDER BY k.n) AS columns
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition`,
  )
  const tables = new Map<string, Table>()
  for (const { table, ...column } of columns) {
    const entry = tables.get(table) ?? { name: table, columns: [], primaryKey: [], unique: [], indexes: [] }
    entry.columns.push(column)
    tables.set(table, entry)
  }
  for (const { table, primary, unique, columns: names } of indexes) {
    const entry = tables.get(table)
    if (primary && entry) entry.primaryKey = names
    else if (unique) entry?.unique.push(names)
    else entry?.indexes.push(names)
  }
  return tables
}
