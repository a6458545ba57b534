import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { extendEnv } from '@/lib/env'
import { healthChecks } from '@/lib/query/health-checks'
import { readOwnHealth } from '@/lib/query/own-health'
import { db, disconnect } from '@/lib/store/client'
import { applyMigrations } from '@/lib/store/migrate'
import { closeReplica, freshReader } from '@/lib/store/replica'
import { PATIENT } from '@/tests/support/patience'
import { TEST_KEYS } from '@/tests/support/database'
import { startReplicated, type ReplicatedPostgres } from '@/tests/support/replicated'
import { runSQL } from '@/tests/support/sql'
import { addTestApplication } from '@/tests/support/webhooks'

/** A primary and a streaming replica of their own: heavy reads go to the second and miss nothing. */

let servers: ReplicatedPostgres

beforeAll(async () => {
  servers = await startReplicated()
  await applyMigrations(servers.primaryURL)
  await disconnect()
  extendEnv({ ...TEST_KEYS, DATABASE_URL: servers.primaryURL, DATABASE_REPLICA_URL: servers.replicaURL })
}, 60_000)

afterAll(async () => {
  await closeReplica()
  await disconnect()
  extendEnv({ DATABASE_REPLICA_URL: '' })
  await servers.close()
})

/** Where a read lands at this moment. */
async function isOnReplica(): Promise<boolean> {
  const rows = await (await freshReader()).$queryRaw<{ replica: boolean }[]>`SELECT pg_is_in_recovery() AS replica`
  return rows[0]?.replica ?? false
}

async function replicaCheck() {
  return healthChecks(await readOwnHealth(new Date())).find(({ name }) => name === 'Replica')
}

describe('heavy reads', () => {
  it('show what was committed a moment ago, every time, and mostly from the replica', async () => {
    await expect.poll(isOnReplica, PATIENT).toBe(true)
    let fromReplica = 0
    for (let written = 1; written <= 20; written += 1) {
      await addTestApplication()
      const reader = await freshReader()
      if (reader !== db()) fromReplica += 1
      expect(await reader.application.count()).toBe(written)
    }
    expect(fromReplica).toBeGreaterThan(0)
    expect(await replicaCheck()).toMatchObject({ state: 'good' })
  })

  it('go to the primary while the replica stands still, whose lag is measured', async () => {
    await runSQL(servers.replicaURL, 'SELECT pg_wal_replay_pause()')
    await addTestApplication()
    expect(await isOnReplica()).toBe(false)
    expect(await (await freshReader()).application.count()).toBe(21)
    const health = await readOwnHealth(new Date())
    expect(health.replica?.behindBytes).toBeGreaterThan(0)
    expect(await replicaCheck()).toMatchObject({ says: expect.stringMatching(/behind$/) })
    await runSQL(servers.replicaURL, 'SELECT pg_wal_replay_resume()')
    await expect.poll(isOnReplica, PATIENT).toBe(true)
  })

  it('go to the primary where the replica does not answer, and Status says so', async () => {
    await closeReplica()
    extendEnv({ DATABASE_REPLICA_URL: 'postgresql://nobody@127.0.0.1:9/desk' })
    expect(await isOnReplica()).toBe(false)
    expect(await replicaCheck()).toMatchObject({ state: 'warn', says: 'Does not answer as a replica' })
    await closeReplica()
    extendEnv({ DATABASE_REPLICA_URL: servers.replicaURL })
  })
})
