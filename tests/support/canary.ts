import { expect } from 'vitest'
import { runSQL } from '@/tests/support/sql'

/** Five values that nothing else could hold. */
export const CANARY = {
  pan: 'QZXPC8021M',
  contactNumber: '9187654329',
  dob: '1987-11-29',
  personalemail: 'zephyrine.canary@mail.example',
  panName: 'Zephyrine Q Canaryworth',
}

const [year, month, day] = CANARY.dob.split('-')
const SPELLINGS = [
  ...Object.values(CANARY),
  encodeURIComponent(CANARY.panName),
  CANARY.panName.replaceAll(' ', '+'),
  'Canaryworth',
  encodeURIComponent(CANARY.personalemail),
  `${day}/${month}/${year}`,
].map((value) => value.toLowerCase())

/** As bytea is written, and as base64 wherever it begins. */
const ENCODED = Object.values(CANARY).flatMap((value) => [
  Buffer.from(value).toString('hex'),
  ...[0, 1, 2].map((before) => {
    const text = Buffer.from('\0'.repeat(before) + value).toString('base64')
    return text.slice(before === 0 ? 0 : 4, -4)
  }),
])

/** Which of the five stand in `text`, in which spelling. */
function clearSpellings(text: string): string[] {
  const lower = text.toLowerCase()
  return [
    ...SPELLINGS.filter((value) => lower.includes(value)),
    ...ENCODED.filter((value) => value.length > 7 && text.includes(value)),
  ]
}

/** None of the five and none of `secrets` stands in `text`. Says what stands around the first of the five. */
export function expectClear(where: string, text: string, secrets: string[]): void {
  const found = clearSpellings(text)
  const at = text.toLowerCase().indexOf((found[0] ?? '').toLowerCase())
  const place = found.length > 0 ? text.slice(Math.max(0, at - 200), at + 60) : ''
  expect(found, `${where}: …${place}…`).toEqual([])
  for (const secret of secrets) expect(text.includes(secret), `${where} tells a secret`).toBe(false)
}

/** Every row of every table as text, by table: what a stolen dump would hold. Rows of partitions stand with their parent. */
export async function databaseText(url: string): Promise<Map<string, string>> {
  const tables = await runSQL<{ name: string }>(
    url,
    `SELECT format('%I.%I', nspname, relname) AS name FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
     WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname NOT IN ('pg_catalog', 'information_schema')`,
  )
  const rows = tables.map(
    ({ name }) => `SELECT '${name}' AS name, coalesce(string_agg(t::text, E'\\n'), '') AS text FROM ${name} t`,
  )
  const told = await runSQL<{ name: string; text: string }>(url, rows.join(' UNION ALL '))
  return new Map(told.map(({ name, text }) => [name, text]))
}
