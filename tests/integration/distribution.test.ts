import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { distribute } from '@/lib/store/distribute'
import { readCatalog, type Catalog } from '@/lib/store/distribution-catalog'
import { DISTRIBUTED, REFERENCE } from '@/lib/store/distribution-plan'
import { distributionProblems } from '@/lib/store/distribution-problems'
import { createTestDatabase } from '@/tests/support/database'
import { runSQL } from '@/tests/support/sql'
import { statementsAbout, type Statement } from '@/tests/support/sql-statements'

/** That the tables and statements of the desk fit a Citus cluster. Citus itself is not here: see docs/scaling.md. */

let url: string

beforeAll(async () => void ({ url } = await createTestDatabase()))

async function catalogAfter(change = 'SELECT 1'): Promise<Catalog> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('BEGIN')
    await client.query(change)
    return await readCatalog(client)
  } finally {
    await client.end()
  }
}

describe('the migrated tables', () => {
  it('can be distributed by application', async () => {
    expect(distributionProblems(await catalogAfter())).toEqual([])
  })

  it.each([
    ['a unique key', 'CREATE UNIQUE INDEX across ON journey_event (event_key)', /unique key across of journey_event/],
    [
      'a foreign key to a table of the coordinator',
      'ALTER TABLE call_rollup ADD journey_id text, ADD CONSTRAINT astray FOREIGN KEY (application_id, journey_id) REFERENCES journey',
      /foreign key astray from call_rollup to journey/,
    ],
    [
      'a foreign key from the coordinator to a distributed table',
      'ALTER TABLE detect_queue ADD call_id text, ADD CONSTRAINT astray FOREIGN KEY (application_id, call_id) REFERENCES api_call_dedup',
      /foreign key astray from detect_queue to api_call_dedup/,
    ],
    [
      'a foreign key between distributed tables without the application',
      `ALTER TABLE api_call_dedup ADD UNIQUE (occurred_at);
       ALTER TABLE call_rollup ADD CONSTRAINT astray FOREIGN KEY (bucket_at) REFERENCES api_call_dedup (occurred_at)`,
      /foreign key astray from call_rollup to api_call_dedup/,
    ],
    [
      'a trigger of each row',
      `CREATE TRIGGER each BEFORE INSERT ON journey_event FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
      /trigger each of journey_event/,
    ],
    [
      'rows of no application',
      'ALTER TABLE refused_noise DROP CONSTRAINT refused_noise_pkey, ALTER application_id DROP NOT NULL',
      /refused_noise is missing, or may lack/,
    ],
  ])('are refused with %s that Citus could not route', async (_, change, problem) => {
    expect(distributionProblems(await catalogAfter(change))).toContainEqual(expect.stringMatching(problem))
  })
})

describe('the statements of the store', () => {
  const statements = statementsAbout(DISTRIBUTED)
  const placeOf = ({ file, line }: Statement) => `${file}:${line}`
  const namesOf = (sql: string) =>
    DISTRIBUTED.filter((table) => new RegExp(`\\b(FROM|JOIN|USING)\\s+${table}\\b`).test(sql))

  /** Their application is part of a condition that is put in, or they ask all nodes on purpose. */
  const ELSEWHERE = ['api-calls-read.ts', 'delivery-groups.ts', 'erase-reports.ts', 'overview-read.ts']

  it('are found', () => expect(statements.length).toBeGreaterThan(50))

  it('name the application of the distributed rows that they read or change', () => {
    const silent = statements.filter(({ sql }) => !/application_id/.test(sql) && !/^\s*INSERT INTO/.test(sql))
    expect(silent.filter(({ file }) => !ELSEWHERE.includes(file)).map(placeOf)).toEqual([])
  })

  it('join distributed tables by the application', () => {
    const joining = statements.filter(({ sql }) => namesOf(sql).length > 1)
    const byApplication = /application_id = \w+\.application_id|USING \(application_id/
    expect(joining.filter(({ sql }) => !byApplication.test(sql)).map(placeOf)).toEqual([])
  })

  it('lock distributed rows of one application alone', () => {
    const locking = statements.filter(({ sql }) => /FOR (NO KEY )?(UPDATE|SHARE)/.test(sql))
    expect(locking.length).toBeGreaterThan(0)
    expect(locking.filter(({ sql }) => !/application_id = \$/.test(sql)).map(placeOf)).toEqual([])
  })
})

describe('desk citus distribute', () => {
  it('tells the SQL: statement triggers go, the application everywhere, the rest by application in one group', async () => {
    const statements = await distribute(url, { dryRun: true })
    expect(statements.filter((sql) => sql.includes('create_reference_table'))).toHaveLength(REFERENCE.length)
    const spread = statements.filter((sql) => sql.includes('create_distributed_table'))
    expect(spread).toHaveLength(DISTRIBUTED.length)
    expect(spread[0]).toContain(`colocate_with => 'none'`)
    expect(spread.slice(1).every((sql) => sql.includes(`colocate_with => '${DISTRIBUTED[0]}'`))).toBe(true)
    const dropped = statements.filter((sql) => sql.startsWith('DROP TRIGGER'))
    expect(dropped).toContain('DROP TRIGGER "note_insert" ON "api_call"')
    expect(statements.slice(0, dropped.length)).toEqual(dropped)
  })

  it('changes nothing and names the remedy where the extension is missing', async () => {
    await expect(distribute(url, { dryRun: false })).rejects.toThrow(/has no Citus.*CREATE EXTENSION citus/)
    const triggers = await runSQL(
      url,
      `SELECT FROM pg_trigger WHERE tgrelid = 'api_call'::regclass AND NOT tgisinternal`,
    )
    expect(triggers).not.toHaveLength(0)
  })
})
