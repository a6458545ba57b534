import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { openEmbedded } from '@/lib/store/embedded/open'
import { applyMigrations } from '@/lib/store/migrate'
import { runSQL, withDatabase } from '@/tests/support/sql'

declare module 'vitest' {
  interface ProvidedContext {
    adminURL: string
    template: string
  }
}

/** Test data may be lost with the machine; the speed is worth more. */
const FAST = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']

/** One Postgres a run, and in it one migrated database that `createTestDatabase` copies for each file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer()
  const template = `desk_template_${process.pid}_${project.name}`
  await runSQL(server.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`)
  await runSQL(server.url, `CREATE DATABASE ${template}`)
  await applyMigrations(withDatabase(server.url, template))
  project.provide('adminURL', server.url)
  project.provide('template', template)
  return async () => {
    await runSQL(server.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`)
    await server.close()
  }
}

async function openServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, close: async () => undefined }
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-test-'))
  const { url, close } = await openEmbedded(folder, FAST)
  return {
    url,
    close: async () => {
      await close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
