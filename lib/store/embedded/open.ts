import { existsSync } from 'node:fs'
import pg from 'pg'
import { env } from '@/lib/env'
import { findBinaries } from '@/lib/store/embedded/binaries'
import { handOver, openFolder, type DataFolder } from '@/lib/store/embedded/folder'
import { chooseLauncher } from '@/lib/store/embedded/launcher'
import { withLock } from '@/lib/store/embedded/lock'
import { arrive } from '@/lib/store/embedded/presence'
import { reach } from '@/lib/store/embedded/reach'
import {
  checkCluster,
  createCluster,
  runningPort,
  startServer,
  stopServer,
  SUPERUSER,
  type Cluster,
} from '@/lib/store/embedded/server'
import { openKeyFile, type KeyFile } from '@/lib/store/keys'

export type OpenDatabase = {
  url: string
  /** Whether this process started the server. */
  owned: boolean
  /** The keys kept beside an embedded database; null with DATABASE_URL. */
  keys: KeyFile | null
  /** Lets go of the database. An embedded server is stopped when nobody else uses it. */
  close: () => Promise<void>
}

const DATABASE = 'journey_desk'

/**
 * The database that the environment names, or the embedded one under DESK_DATA_DIR, started when it does not run.
 * Throws one sentence that names what is wrong and the remedy. `settings` are for the embedded server alone.
 */
export async function openDatabase(settings: string[] = []): Promise<OpenDatabase> {
  const { DATABASE_URL, DESK_DATA_DIR } = env()
  if (!DATABASE_URL) return openEmbedded(DESK_DATA_DIR, settings)
  await reach(DATABASE_URL)
  return { url: DATABASE_URL, owned: false, keys: null, close: async () => undefined }
}

/** The embedded database under a folder of its own, whatever the environment says. */
export async function openEmbedded(dataDir: string, settings: string[]): Promise<OpenDatabase> {
  const binaries = findBinaries()
  const folder = openFolder(dataDir)
  return withLock(folder.lock, async () => {
    const keys = openKeyFile(folder)
    const launcher = chooseLauncher(binaries.postgres, folder.cluster, folder.root)
    handOver(folder, launcher)
    const cluster: Cluster = { folder, binaries, launcher }
    if (!existsSync(folder.cluster)) await createCluster(cluster, keys.databasePassword)
    checkCluster(folder)
    const running = runningPort(folder)
    const port = running ?? (await startServer(cluster, settings))
    try {
      const url = await ensureDatabase(port, keys.databasePassword)
      const presence = await arrive(url)
      const close = once(() => leaveAndStop(folder, cluster, presence.leave))
      return { url, owned: running === null, keys, close }
    } catch (error) {
      if (running === null) await stopServer(cluster)
      throw error
    }
  })
}

async function leaveAndStop(folder: DataFolder, cluster: Cluster, leave: () => Promise<{ last: boolean }>) {
  await withLock(folder.lock, async () => {
    const { last } = await leave()
    if (last) await stopServer(cluster)
  })
}

async function ensureDatabase(port: number, password: string): Promise<string> {
  const urlOf = (database: string) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
  await reach(urlOf('postgres'), 'The embedded database')
  const client = new pg.Client({ connectionString: urlOf('postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
  return urlOf(DATABASE)
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | null = null
  return () => (result ??= work())
}
