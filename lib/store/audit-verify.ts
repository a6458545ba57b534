import type { PoolClient } from 'pg'
import { z } from 'zod'
import type { ChainEnd } from '@/lib/domain/audit-chain'
import { beginWalk, endWalk, walkOn, type Anchor, type Broken } from '@/lib/domain/audit-walk'
import { standingOf } from './audit-checkpoints'
import { inPoolTransaction } from './pool-transaction'

export interface AuditVerdict {
  /** Null: every entry is as it was written, where it was written. */
  broken: Broken | null
  entries: number
  first: bigint | null
  /** Keep it elsewhere: a later verification can be told to find it. */
  end: ChainEnd | null
  /** Checkpoints by keys that are not configured: they prove nothing. */
  unknownCheckpoints: number
}

const PAGE = 2_000

const bigint = z.string().transform(BigInt)
const text = z.string().nullable()
const endSchema = z.object({ id: bigint, hash: z.instanceof(Buffer) })
const checkpointSchema = endSchema.extend({
  keyID: z.string(),
  signedAt: z.date(),
  signature: z.instanceof(Buffer),
})
const entrySchema = endSchema.extend({
  at: z.date(),
  actor: z.string(),
  actorID: text,
  action: z.string(),
  applicationID: text,
  subject: text,
  reason: text,
  address: text,
  userAgent: text,
  requestID: text,
  detail: text,
})

/** All of the log, or until an entry, as it is at this moment. `given`: an end that was kept elsewhere. */
export function verifyAudit(options: { given?: ChainEnd | null; until?: bigint } = {}): Promise<AuditVerdict> {
  return inPoolTransaction(async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const all = await readAnchors(client, options.given ?? null)
    const anchors = options.until === undefined ? all : all.filter(({ id }) => id <= (options.until ?? id))
    const walk = beginWalk(anchors)
    const found = await walkEntries(client, options.until ?? null, (entry) => walkOn(walk, entry))
    const { entries, first, end } = walk
    const broken = found ?? endWalk(walk) ?? (await leftDrafts(client, end))
    return { broken, entries, first, end, unknownCheckpoints: all.filter(isUnknown).length }
  })
}

async function readAnchors(client: PoolClient, given: ChainEnd | null): Promise<Anchor[]> {
  const head = await client.query('SELECT id, hash FROM audit_head')
  const signed = await client.query(
    'SELECT through AS id, hash, key_id AS "keyID", signed_at AS "signedAt", signature FROM audit_checkpoint',
  )
  const ends = z.array(endSchema).parse(head.rows)
  const trusted = { standing: 'trusted', mayBegin: false } as const
  const checkpoint = { what: 'signed checkpoint', mayBegin: true, isEnd: false } as const
  return [
    ...z
      .array(checkpointSchema)
      .parse(signed.rows)
      .map((row): Anchor => ({ ...row, ...checkpoint, standing: standingOf(row) })),
    ...ends.map((row): Anchor => ({ ...row, ...trusted, what: 'end of the chain', isEnd: true })),
    ...(given ? [{ ...given, ...trusted, what: 'given anchor', isEnd: false }] : []),
  ]
}

type Entry = z.infer<typeof entrySchema>

/** Page by page through a cursor of the database: the log may be larger than our memory. */
async function walkEntries(
  client: PoolClient,
  until: bigint | null,
  step: (entry: Entry) => Broken | null,
): Promise<Broken | null> {
  await client.query(
    `DECLARE entries NO SCROLL CURSOR FOR
     SELECT id, hash, at, actor, actor_id AS "actorID", action, application_id AS "applicationID", subject, reason,
            address, user_agent AS "userAgent", request_id AS "requestID", detail::text AS detail
     FROM audit_entry ${until === null ? '' : `WHERE id <= ${until}`} ORDER BY at, id`,
  )
  for (;;) {
    const { rows } = await client.query(`FETCH ${PAGE} FROM entries`)
    for (const entry of z.array(entrySchema).parse(rows)) {
      const broken = step(entry)
      if (broken) return broken
    }
    if (rows.length < PAGE) return null
  }
}

/** A draft becomes an entry when it is committed: one that stays was written past the chain. */
async function leftDrafts(client: PoolClient, end: ChainEnd | null): Promise<Broken | null> {
  const { rowCount } = await client.query('SELECT FROM audit_draft LIMIT 1')
  if (!rowCount) return null
  const problem = 'Entries were written while the chain was switched off: the trigger of audit_draft is disabled.'
  return { id: (end?.id ?? 0n) + 1n, problem }
}

function isUnknown({ standing }: Anchor): boolean {
  return standing === 'unknown'
}
