import { z } from 'zod'
import { pool } from './client'

/** What beyond the cap is counted as. */
export const OTHER = 'other'

/** How many names of a kind an application's rollups may use. Calls and findings are never capped. */
export const NAME_CAPS = { caller: 2_000, route: 500, code: 200 } as const
export type NameKind = keyof typeof NAME_CAPS

/** A full kind is asked again after a while: retention may have made room. */
const FULL_FOR_MS = 60_000

interface KnownNames {
  names: Set<string>
  fullUntil: number
}

const known = new Map<string, KnownNames>()

/** For each given name the one that rollups use: itself, or `other`. */
export async function rollupNames(
  applicationID: string,
  kind: NameKind,
  wanted: Iterable<string>,
): Promise<ReadonlySet<string>> {
  const key = `${applicationID}|${kind}`
  const held = known.get(key) ?? { names: new Set<string>(), fullUntil: 0 }
  known.set(key, held)
  const unknown = [...new Set(wanted)].filter((name) => !held.names.has(name))
  if (unknown.length === 0 || held.fullUntil > Date.now()) return held.names
  const granted = await claimNames(applicationID, kind, unknown)
  for (const name of granted) held.names.add(name)
  if (granted.length < unknown.length) held.fullUntil = Date.now() + FULL_FOR_MS
  return held.names
}

/** For tests, and after another process may have removed names. */
export function forgetRollupNames(): void {
  known.clear()
}

async function claimNames(applicationID: string, kind: NameKind, names: string[]): Promise<string[]> {
  const sql = 'SELECT claim_rollup_names($1::uuid, $2, $3::text[], $4) AS name'
  const { rows } = await pool().query(sql, [applicationID, kind, names, NAME_CAPS[kind]])
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name)
}
