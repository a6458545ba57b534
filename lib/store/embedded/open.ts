import { existsSync } from 'node:fs'
import pg from 'pg'
import { env } from '@/lib/env'
import { findBinaries } from '@/lib/store/embedded/binaries'
import { handOver, openFolder } from '@/lib/store/embedded/folder'
import { chooseLauncher } from '@/lib/store/embedded/launcher'
import { withLock } from '@/lib/store/embedded/lock'
import { arrive, type Presence } from '@/lib/store/embedded/presence'
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
  /** Starts an embedded server again that has died, on the port it had. Throws a sentence when it cannot. */
  revive: () => Promise<void>
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
  return { url: durable(DATABASE_URL), owned: false, keys: null, revive: nothing, close: nothing }
}

/** Nothing is acknowledged before it is on disk, whatever that server's default is. Options that the URL names stay. */
function durable(databaseURL: string): string {
  const url = new URL(databaseURL)
  if (!url.searchParams.has('options')) url.searchParams.set('options', '-c synchronous_commit=on')
  return url.toString()
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
      const held: Held = { cluster, settings, port, url, presence: await arrive(url), closed: false }
      const close = once(() => leaveAndStop(held))
      return { url, owned: running === null, keys, revive: () => revive(held), close }
    } catch (error) {
      if (running === null) await stopServer(cluster)
      throw error
    }
  })
}

type Held = {
  cluster: Cluster
  settings: string[]
  port: number
  url: string
  presence: Presence
  closed: boolean
}

async function leaveAndStop(held: Held) {
  held.closed = true
  await withLock(held.cluster.folder.lock, async () => {
    const { last } = await held.presence.leave()
    if (last) await stopServer(held.cluster)
  })
}

/** Looks at the folder only once its own connection was lost: somebody may be starting the server at this moment. */
async function revive(held: Held): Promise<void> {
  if (!held.presence.isLost()) return
  const { cluster, settings, port, url } = held
  await withLock(cluster.folder.lock, async () => {
    if (held.closed || !held.presence.isLost()) return
    const back = runningPort(cluster.folder) ?? (await startServer(cluster, settings))
    if (back !== port) {
      await stopServer(cluster)
      throw new Error(`Port ${port} of the embedded database is taken by another program: end it, or start anew.`)
    }
    held.presence = await arrive(url)
  })
}

async function nothing(): Promise<void> {}

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
