import { z } from 'zod'
import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { pool } from './client'
import type { RollupNames } from './rollup-rows'

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

/** What the rollups call each caller, route and error code of the calls. */
export async function nameCalls(calls: ApiCallDraft[]): Promise<RollupNames> {
  return {
    caller: await namesOfKind('caller', calls, (call) => call.caller),
    route: await namesOfKind('route', calls, (call) => call.route),
    code: await namesOfKind('code', calls, (call) => call.errorCode ?? ''),
  }
}

type NameOf = (call: ApiCallDraft) => string

async function namesOfKind(kind: NameKind, calls: ApiCallDraft[], nameOf: NameOf): Promise<NameOf> {
  const wanted = new Map<string, Set<string>>()
  for (const call of calls) {
    const name = nameOf(call)
    if (name === '') continue
    const names = wanted.get(call.applicationID)
    if (names) names.add(name)
    else wanted.set(call.applicationID, new Set([name]))
  }
  const granted = new Map<string, ReadonlySet<string>>()
  for (const [applicationID, names] of wanted) {
    granted.set(applicationID, await rollupNames(applicationID, kind, names))
  }
  return (call) => {
    const name = nameOf(call)
    return name === '' || granted.get(call.applicationID)?.has(name) ? name : OTHER
  }
}

/** The names that rollups may use, with those among the wanted ones that are granted. */
async function rollupNames(
  applicationID: string,
  kind: NameKind,
  wanted: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const key = `${applicationID}|${kind}`
  const held = known.get(key) ?? { names: new Set<string>(), fullUntil: 0 }
  known.set(key, held)
  const unknown = [...wanted].filter((name) => !held.names.has(name))
  if (unknown.length === 0 || held.fullUntil > Date.now()) return held.names
  const granted = await claimNames(applicationID, kind, unknown)
  for (const name of granted) held.names.add(name)
  if (granted.length < unknown.length) {
    // Nothing is asked for a while, so what other processes were granted has to be known now.
    for (const name of await allNames(applicationID, kind)) held.names.add(name)
    held.fullUntil = Date.now() + FULL_FOR_MS
  }
  return held.names
}

/** As a process that has just started. */
export function forgetRollupNames(): void {
  known.clear()
}

async function claimNames(applicationID: string, kind: NameKind, names: string[]): Promise<string[]> {
  const sql = 'SELECT claim_rollup_names($1::uuid, $2, $3::text[], $4) AS name'
  const { rows } = await pool().query(sql, [applicationID, kind, names, NAME_CAPS[kind]])
  return namesOf(rows)
}

async function allNames(applicationID: string, kind: NameKind): Promise<string[]> {
  const sql = 'SELECT name FROM rollup_name WHERE application_id = $1::uuid AND kind = $2'
  const { rows } = await pool().query(sql, [applicationID, kind])
  return namesOf(rows)
}

function namesOf(rows: unknown): string[] {
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name)
}
