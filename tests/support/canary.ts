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
export function clearSpellings(text: string): string[] {
  const lower = text.toLowerCase()
  return [
    ...SPELLINGS.filter((value) => lower.includes(value)),
    ...ENCODED.filter((value) => value.length > 7 && text.includes(value)),
  ]
}

/** What stands around the first of them. */
export function firstPlace(text: string): string {
  const [first = '\0'] = clearSpellings(text)
  const at = text.toLowerCase().indexOf(first.toLowerCase())
  return at < 0 ? '' : text.slice(Math.max(0, at - 200), at + 60)
}

/** Every row of every table as text, by table: what a stolen dump would hold. */
export async function databaseText(url: string): Promise<Map<string, string>> {
  const tables = await runSQL<{ name: string }>(
    url,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  )
  const dump = new Map<string, string>()
  for (const { name } of tables) {
    const rows = await runSQL<{ text: string }>(url, `SELECT t::text AS text FROM ${name} t`)
    dump.set(name, rows.map(({ text }) => text).join('\n'))
  }
  return dump
}
