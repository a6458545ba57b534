import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { GET as exportAudit } from '@/app/api/v1/exports/audit/route'
import type { Principal } from '@/lib/auth/principal'
import { listAuditEntries } from '@/lib/query/audit'
import { exportAudit as exportTable } from '@/lib/query/export-audit'
import { withOrigin } from '@/lib/request-origin'
import { writeAudit } from '@/lib/store/audit'
import { AUDIT_OWNER, auditRoleSQL } from '@/lib/store/audit-role'
import { noteJourneyView, writeJourneyViews } from '@/lib/store/audit-views'
import { verifyAudit } from '@/lib/store/audit-verify'
import { createTestDatabase } from '@/tests/support/database'
import { runSQL } from '@/tests/support/sql'
import { runProgram } from '@/scripts/desk/program'

const admin: Principal = { kind: 'system', name: 'cli' }
const applicationID = randomUUID()

let url: string
beforeAll(async () => {
  url = (await createTestDatabase()).url
  for (let index = 0; index < 12; index++) {
    const actor = index % 2 ? 'one@desk.example' : 'token:two'
    await writeAudit({ actor, action: index % 3 ? 'retire.secret' : 'reveal.delivery', subject: `s-${index}` })
  }
})

const subjects = async (query: Parameters<typeof listAuditEntries>[1]) =>
  (await listAuditEntries(admin, query)).data.map(({ subject }) => subject)

describe('the audit log', () => {
  it('is searched by who, what, subject and time, the newest first', async () => {
    expect(await subjects({ actor: 'ONE@desk.example', action: 'reveal' })).toEqual(['s-9', 's-3'])
    expect(await subjects({ action: 'reveal.delivery', actor: 'token:two' })).toEqual(['s-6', 's-0'])
    expect(await subjects({ subject: 's-7' })).toEqual(['s-7'])
    expect(await subjects({ from: new Date(Date.now() + 60_000) })).toEqual([])
    expect(await subjects({ applicationID })).toEqual([])
  })

  it('is read in pages without a gap or a repeat', async () => {
    const seen: (string | null)[] = []
    let cursor: string | undefined
    do {
      const page = await listAuditEntries(admin, { limit: 5, ...(cursor ? { cursor } : {}) })
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => String(12 - index)))
  })

  it('is for admins alone, exports included, and names a wrong cursor', async () => {
    const engineer: Principal = {
      kind: 'user',
      userID: randomUUID(),
      email: 'e@desk.example',
      role: 'engineer',
      applicationIDs: null,
    }
    await expect(listAuditEntries(engineer, {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(() => exportTable(engineer, {})).toThrow('may not')
    await expect(listAuditEntries(admin, { cursor: 'x' })).rejects.toThrow('cursor')
    const refused = await exportAudit(new Request('http://desk/api/v1/exports/audit'), { params: Promise.resolve({}) })
    expect(refused.status).toBe(401)
  })

  it('is exported, and the export is in it', async () => {
    const table = await exportTable(admin, { action: 'reveal' })
    const rows = []
    for await (const page of table.pages) rows.push(...page)
    expect(rows.map((row) => row[table.columns.indexOf('subject')])).toEqual(['s-9', 's-6', 's-3', 's-0'])
    const [end, begin] = (await listAuditEntries(admin, { limit: 2 })).data
    expect([begin?.action, end?.action]).toEqual(['export.audit', 'end.export'])
  })
})

describe('a view of a journey', () => {
  it('is written once for a person and journey within five minutes, with from where', async () => {
    const view = { actor: 'one@desk.example', actorID: randomUUID(), applicationID, journeyID: 'j-1' }
    const origin = { requestID: 'request-1', address: '203.0.113.7', userAgent: 'Firefox', actorID: null }
    const now = Date.now()
    withOrigin(origin, () => noteJourneyView(view, new Date(now)))
    noteJourneyView(view, new Date(now + 60_000))
    noteJourneyView({ ...view, journeyID: 'j-2' }, new Date(now))
    noteJourneyView({ ...view, actorID: randomUUID() }, new Date(now))
    // As another process would, which knows nothing of what this one noted.
    globalThis.deskViews?.noted.clear()
    noteJourneyView(view, new Date(now))
    await writeJourneyViews()
    const { data } = await listAuditEntries(admin, { action: 'view.journey' })
    expect(data.map(({ subject }) => subject)).toEqual(['j-1', 'j-2', 'j-1'])
    expect(data.at(-1)).toMatchObject({ address: '203.0.113.7', actorID: view.actorID, applicationID })
  })

  it('is kept while the database cannot be written, and written then', async () => {
    await runSQL(url, 'ALTER TABLE audit_draft RENAME TO away')
    const view = { actor: 'a', actorID: randomUUID(), applicationID, journeyID: 'j-3' }
    noteJourneyView(view, new Date())
    await writeJourneyViews()
    expect(globalThis.deskViews?.waiting).toHaveLength(1)
    await runSQL(url, 'ALTER TABLE away RENAME TO audit_draft')
    await writeJourneyViews()
    expect(await subjects({ subject: 'j-3' })).toEqual(['j-3'])
  })
})

describe('the command line', () => {
  it('verifies the log, and ends with 1 and the first broken entry where it was changed', async () => {
    expect(await runProgram(['audit', 'verify', '--json'])).toBe(0)
    const { end } = await verifyAudit()
    expect(end?.id).toBeGreaterThan(12n)
    await runSQL(url, `SET session_replication_role = replica; UPDATE audit_entry SET subject = 'x' WHERE id = 5`)
    expect(await runProgram(['audit', 'verify'])).toBe(1)
    await runSQL(url, `SET session_replication_role = replica; UPDATE audit_entry SET subject = 's-4' WHERE id = 5`)
    expect(await runProgram(['audit', 'verify', '--anchor', `5:${'0'.repeat(64)}`])).toBe(1)
  })

  it('gives the SQL for a role that adds to the log and can do nothing else to it', async () => {
    const role = `desk_app_${randomUUID().slice(0, 8)}`
    await runSQL(url, `CREATE ROLE ${role} LOGIN PASSWORD 'only-for-tests'`)
    await runSQL(url, auditRoleSQL(role))
    await runSQL(url, auditRoleSQL(role))
    const as = new URL(url)
    as.username = role
    as.password = 'only-for-tests'
    await runSQL(as.href, `INSERT INTO audit_draft (actor, action) VALUES ('app', 'add.entry')`)
    expect(await subjects({ actor: 'app' })).toEqual([null])
    const month = `audit_entry_${new Date().toISOString().slice(0, 7).replace('-', '')}`
    for (const sql of [
      'UPDATE audit_entry SET actor = $$x$$',
      'DELETE FROM audit_entry',
      'TRUNCATE audit_entry',
      `DROP TABLE ${month}`,
      `DELETE FROM ${month}`,
      'ALTER TABLE audit_entry DISABLE TRIGGER ALL',
      'ALTER TABLE audit_draft DISABLE TRIGGER ALL',
      'UPDATE audit_head SET id = 1',
      'DELETE FROM audit_checkpoint',
      'INSERT INTO audit_entry SELECT * FROM audit_entry LIMIT 1',
      `SET ROLE ${AUDIT_OWNER}`,
    ]) {
      await expect(runSQL(as.href, sql), sql).rejects.toThrow(/permission denied|must be owner/)
    }
    await runSQL(as.href, `SELECT ensure_audit_months('2031-01-01', '2031-02-01')`)
    expect((await verifyAudit()).broken).toBeNull()
    await runSQL(url, `DROP OWNED BY ${role}; DROP ROLE ${role}`)
  })
})
