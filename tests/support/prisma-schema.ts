import { readFileSync } from 'node:fs'

/** Reads prisma/schema.prisma as text: the generated client may be older than the schema, the file is not. */

export type Column = { name: string; type: string; nullable: boolean }
export type Table = { name: string; columns: Column[]; primaryKey: string[]; unique: string[][]; indexes: string[][] }

const TYPES: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Float: 'double precision',
  Boolean: 'boolean',
  Json: 'jsonb',
  Bytes: 'bytea',
  Decimal: 'numeric(65,30)',
  DateTime: 'timestamp(3) without time zone',
}

export function readSchema(file = 'prisma/schema.prisma'): Table[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => readModel(name, body))
}

function readModel(model: string, body: string): Table {
  const lines = body.split('\n').map((line) => line.replace(/\s*\/\/.*$/, '').trim())
  const fields = lines.filter((line) => line && !line.startsWith('@@')).map(readField)
  const scalars = fields.filter((field) => field.scalar)
  const columnOf = new Map(scalars.map((field) => [field.field, field.column.name]))
  const listed = (kind: string) =>
    lines
      .filter((line) => line.startsWith(`@@${kind}(`))
      .map((line) => (/\[([^\]]*)\]/.exec(line)?.[1] ?? '').split(',').map((name) => columnName(columnOf, name)))
  const single = (attribute: string) =>
    scalars.filter((field) => field.line.includes(attribute)).map((field) => [field.column.name])
  return {
    name: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? model,
    columns: scalars.map((field) => field.column),
    primaryKey: listed('id')[0] ?? single(' @id')[0] ?? [],
    unique: [...listed('unique'), ...single(' @unique')],
    indexes: listed('index'),
  }
}

function readField(line: string) {
  const [field = '', rawType = ''] = line.split(/\s+/)
  const base = rawType.replace(/[?[\]]/g, '')
  const type = nativeType(line) ?? TYPES[base]
  const list = rawType.endsWith('[]')
  const name = / @map\("(\w+)"\)/.exec(line)?.[1] ?? field
  const column: Column = { name, type: `${type}${list ? '[]' : ''}`, nullable: rawType.endsWith('?') || list }
  return { field, line, column, scalar: type !== undefined && !line.includes('@relation') && base in TYPES }
}

function nativeType(line: string): string | null {
  const [, name, args] = /@db\.(\w+)(?:\(([^)]*)\))?/.exec(line) ?? []
  if (name === 'Uuid') return 'uuid'
  if (name === 'Timestamptz') return `timestamp(${args}) with time zone`
  if (name === 'Decimal') return `numeric(${args?.replace(' ', '')})`
  if (name === 'Date') return 'date'
  if (name === 'SmallInt') return 'smallint'
  if (name) throw new Error(`The schema test does not know the native type ${name}: teach it.`)
  return null
}

function columnName(columnOf: Map<string, string>, field: string): string {
  const bare = field.trim().replace(/\(.*$/, '')
  return columnOf.get(bare) ?? bare
}
