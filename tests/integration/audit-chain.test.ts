import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { extendEnv } from '@/lib/env'
import { originOf, withOrigin } from '@/lib/request-origin'
import { listAudit, writeAudit } from '@/lib/store/audit'
import { signChainBeginning, signChainEnd } from '@/lib/store/audit-checkpoints'
import { dropAuditMonths } from '@/lib/store/audit-retention'
import { verifyAudit } from '@/lib/store/audit-verify'
import { db } from '@/lib/store/client'
import { inTransaction } from '@/lib/store/transaction'
import { createTestDatabase, TEST_KEYS } from '@/tests/support/database'
import { runSQL } from '@/tests/support/sql'

const now = new Date()
const WRITERS = 20
const ENTRIES = 40
const REWRITE = `
  DO $$ DECLARE "row" audit_entry; "before" BYTEA := decode(repeat('00', 32), 'hex'); BEGIN
    FOR "row" IN SELECT * FROM audit_entry ORDER BY at, id LOOP
      "row"."hash" := audit_hash("before", "row");
      UPDATE audit_entry SET hash = "row"."hash" WHERE id = "row"."id";
      "before" := "row"."hash";
    END LOOP;
    UPDATE audit_head SET id = (SELECT max(id) FROM audit_entry), hash = "before";
  END $$`

let url: string
beforeAll(async () => {
  url = (await createTestDatabase()).url
})

/** As somebody who owns the server and has switched every trigger off. */
const tamper = (sql: string) => runSQL(url, `SET session_replication_role = replica; ${sql}`)

const note = (index: number) =>
  writeAudit({
    actor: `person-${index % 7}@desk.example`,
    action: 'note.entry',
    subject: `s-${index}`,
    detail: { index },
  })

describe('entries of the audit log', () => {
  it('carry who, why and from where, with what looks like personal data taken out of the reason', async () => {
    const headers: Record<string, string> = {
      'x-forwarded-for': '10.9.9.9, 203.0.113.7',
      'user-agent': 'Firefox',
      'x-request-id': '0a1b2c3d-0000-4000-8000-000000000001',
    }
    const origin = originOf((name) => headers[name], '::ffff:127.0.0.1')
    const entry = {
      actor: 'a@desk.example',
      action: 'reveal.thing',
      subject: 's',
      reason: 'asked by 9876543210, ABCDE1234F',
    }
    await withOrigin(origin, () => writeAudit(entry))
    const [row] = await listAudit(1, null)
    expect(row).toMatchObject({
      actor: 'a@desk.example',
      reason: 'asked by [mobile], [pan]',
      address: '203.0.113.7 via 127.0.0.1',
      userAgent: 'Firefox',
      requestID: '0a1b2c3d-0000-4000-8000-000000000001',
    })
  })

  it('are not written where the change is rolled back, and leave no gap', async () => {
    const before = await db().auditEntry.count()
    const failed = inTransaction(async (tx) => {
      await writeAudit({ actor: 'a', action: 'fail.change' }, tx)
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await note(0)
    expect(await db().auditEntry.count()).toBe(before + 1)
    expect((await verifyAudit()).broken).toBeNull()
  })

  it.each([
    ['UPDATE audit_entry SET actor = $$x$$', 'append-only'],
    ['DELETE FROM audit_entry', 'append-only'],
    ['TRUNCATE audit_entry', 'append-only'],
    [`UPDATE audit_entry_${month(now)} SET actor = $$x$$`, 'append-only'],
    [`DELETE FROM audit_entry_${month(now)}`, 'append-only'],
    [`TRUNCATE audit_entry_${month(now)}`, 'append-only'],
    ['INSERT INTO audit_entry SELECT * FROM audit_entry LIMIT 1', 'made by the chain'],
    ['DELETE FROM audit_head', 'append-only'],
    ['TRUNCATE audit_checkpoint', 'append-only'],
  ])('are refused to %s', async (sql, words) => {
    await expect(runSQL(url, sql)).rejects.toThrow(words)
  })

  it('of many writers at once stand in one chain', async () => {
    const before = await db().auditEntry.count()
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let index = 0; index < 5; index++) {
        await inTransaction(async (tx) => {
          await writeAudit({ actor: `writer-${writer}`, action: 'write.first', subject: String(index) }, tx)
          await writeAudit({ actor: `writer-${writer}`, action: 'write.second', subject: String(index) }, tx)
        })
      }
    })
    await Promise.all(writers)
    const { broken, entries, end } = await verifyAudit()
    expect({ broken, entries, last: end?.id }).toEqual({
      broken: null,
      entries: before + WRITERS * 10,
      last: BigInt(before + WRITERS * 10),
    })
  })
})

describe('verification', () => {
  let [first, last] = [1, ENTRIES]
  beforeAll(async () => {
    for (let index = 0; index < ENTRIES; index++) await note(index)
    const [end] = await listAudit(1, null)
    last = Number(end?.id)
    first = last - ENTRIES + 1
    await runSQL(
      url,
      'CREATE TABLE saved AS SELECT * FROM audit_entry; CREATE TABLE saved_head AS SELECT * FROM audit_head',
    )
    await signChainEnd(now)
    await runSQL(url, 'CREATE TABLE saved_checkpoint AS SELECT * FROM audit_checkpoint')
  })
  beforeEach(async () => {
    await tamper(`DELETE FROM audit_entry; INSERT INTO audit_entry SELECT * FROM saved;
      DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM saved_head;
      DELETE FROM audit_checkpoint; INSERT INTO audit_checkpoint SELECT * FROM saved_checkpoint;
      DELETE FROM audit_draft`)
    expect((await verifyAudit()).broken).toBeNull()
  })

  const random = numbers(20261122)
  const place = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const places = (): number[] => [0, 0.2, 0.5, 0.8, 1].map((part) => first + Math.round(part * (ENTRIES - 1)))

  const ALTERED = [
    "actor = 'somebody@else.example'",
    'actor_id = gen_random_uuid()',
    "action = 'other.action'",
    'application_id = gen_random_uuid()',
    'subject = NULL',
    "subject = subject || ' '",
    "reason = ''",
    "address = '198.51.100.1'",
    "user_agent = 'x'",
    "request_id = 'x'",
    'detail = detail || \'{"index": -1}\'',
    'detail = NULL',
    "at = at + interval '1 millisecond'",
    "hash = sha256('x')",
  ]
  it.each(ALTERED)('finds every entry that was altered: %s', async (change) => {
    const id = place(first, last)
    await tamper(`UPDATE audit_entry SET ${change} WHERE id = ${id}`)
    const { broken } = await verifyAudit()
    expect(Math.abs(Number(broken?.id) - id)).toBeLessThanOrEqual(change.startsWith('at =') ? 1 : 0)
  })

  it('finds every entry that was removed, wherever it stood', async () => {
    for (const id of [1, ...places(), place(first, last)]) {
      await tamper(`DELETE FROM audit_entry WHERE id = ${id}`)
      expect((await verifyAudit()).broken).toMatchObject({ id: BigInt(id) })
      await tamper(`INSERT INTO audit_entry SELECT * FROM saved WHERE id = ${id}`)
    }
  })

  it('finds a stretch that was removed at the end, also where the end of the chain was moved back', async () => {
    const from = place(first + 1, last)
    await tamper(`DELETE FROM audit_entry WHERE id >= ${from}`)
    expect((await verifyAudit()).broken).toMatchObject({ id: BigInt(from) })
    await tamper(REWRITE)
    expect((await verifyAudit()).broken?.problem).toContain('signed checkpoint knows of them')
  })

  it('finds every entry that was put in, with a hash that fits what stands before it', async () => {
    for (const id of places()) {
      await tamper(`INSERT INTO audit_entry (at, id, actor, action, hash)
        SELECT at + interval '0.5 millisecond', id, 'x', 'put.in', hash FROM audit_entry WHERE id = ${id}`)
      expect((await verifyAudit()).broken).not.toBeNull()
      await tamper(`DELETE FROM audit_entry WHERE action = 'put.in'`)
    }
    await tamper(`DO $$ DECLARE e audit_entry; b BYTEA; BEGIN
      SELECT * INTO e FROM audit_entry WHERE id = ${last}; b := e.hash;
      e.id := e.id + 1; e.action := 'put.in'; e.hash := audit_hash(b, e); INSERT INTO audit_entry SELECT e.*; END $$`)
    expect((await verifyAudit()).broken).toMatchObject({ id: BigInt(last + 1) })
  })

  it('finds entries whose order was changed', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = [place(first, last - 1), last]
      await tamper(`UPDATE audit_entry e SET actor = s.actor, subject = s.subject, detail = s.detail, hash = s.hash
        FROM saved s WHERE e.id IN (${one}, ${other}) AND s.id = ${one + other} - e.id`)
      expect((await verifyAudit()).broken).toMatchObject({ id: BigInt(one) })
      await tamper(`UPDATE audit_entry e SET actor = s.actor, subject = s.subject, detail = s.detail, hash = s.hash
        FROM saved s WHERE e.id = s.id`)
    }
  })

  it('finds a chain that was written anew from an altered entry on, by its checkpoint or an end kept elsewhere', async () => {
    const { end } = await verifyAudit()
    await tamper(`UPDATE audit_entry SET actor = 'x' WHERE id = ${place(first, last)}; ${REWRITE}`)
    expect((await verifyAudit()).broken?.problem).toContain('written anew')
    await tamper('DELETE FROM audit_checkpoint')
    expect((await verifyAudit()).broken).toBeNull()
    expect((await verifyAudit({ given: end })).broken?.problem).toContain('given anchor')
  })

  it('finds a checkpoint that was forged, and one that was altered', async () => {
    await tamper(`UPDATE audit_checkpoint SET signature = sha256('forged')`)
    expect((await verifyAudit()).broken?.problem).toContain('forged')
    await tamper(`DELETE FROM audit_checkpoint; INSERT INTO audit_checkpoint SELECT * FROM saved_checkpoint;
      UPDATE audit_checkpoint SET signed_at = signed_at + interval '1 day'`)
    expect((await verifyAudit()).broken?.problem).toContain('forged')
  })

  it('finds entries that were written while the chain was switched off', async () => {
    await tamper(`INSERT INTO audit_draft (actor, action) VALUES ('x', 'sneak.in')`)
    expect((await verifyAudit()).broken?.problem).toContain('switched off')
  })
})

describe('retention', () => {
  const later = new Date(now.getTime() + 70 * 86_400_000)

  it('keeps months that do not verify: what was done to them would go with them', async () => {
    await tamper(`DELETE FROM audit_draft; UPDATE audit_entry SET subject = 'x' WHERE id = 3`)
    expect(await dropAuditMonths(later, later)).toBe(0)
    await tamper(`UPDATE audit_entry e SET subject = s.subject FROM saved s WHERE s.id = e.id`)
  })

  it('drops whole months behind a signed checkpoint, and the chain goes on behind it', async () => {
    const before = await db().auditEntry.count()
    expect(await dropAuditMonths(later, later)).toBeGreaterThan(0)
    expect(await db().auditEntry.count()).toBe(0)
    expect((await verifyAudit()).broken).toBeNull()
    await note(1)
    await note(2)
    const { broken, first: begins } = await verifyAudit()
    expect({ broken, begins }).toEqual({ broken: null, begins: BigInt(before + 1) })
  })

  it('leaves a log that begins behind nothing but a forged checkpoint, or none, refused', async () => {
    await tamper(`CREATE TABLE kept AS SELECT * FROM audit_checkpoint; UPDATE audit_checkpoint SET hash = sha256('x')`)
    expect((await verifyAudit()).broken?.problem).toContain('forged')
    await tamper('DELETE FROM audit_checkpoint')
    expect((await verifyAudit()).broken).toMatchObject({ id: 1n })
    await tamper('INSERT INTO audit_checkpoint SELECT * FROM kept')
    expect((await verifyAudit()).broken).toBeNull()
  })

  it('signs the beginning anew under a new key, so that the old one can be thrown away', async () => {
    const DESK_ENCRYPTION_KEY = Buffer.alloc(32, 9).toString('base64')
    extendEnv({ DESK_ENCRYPTION_KEY, DESK_ENCRYPTION_KEYS_OLD: TEST_KEYS.DESK_ENCRYPTION_KEY })
    await signChainBeginning(now)
    extendEnv({ DESK_ENCRYPTION_KEYS_OLD: '' })
    const { broken, unknownCheckpoints } = await verifyAudit()
    expect(broken).toBeNull()
    expect(unknownCheckpoints).toBeGreaterThan(0)
    extendEnv(TEST_KEYS)
  })
})

function month(at: Date): string {
  return at.toISOString().slice(0, 7).replace('-', '')
}

/** The same numbers from 0 to 1 for the same seed. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
