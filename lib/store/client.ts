import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { env } from '@/lib/env'
import { DeskError } from '@/lib/errors'
import { PrismaClient } from '@/lib/store/generated/client'

/** Fails fast: an ingest answer must say 503 long before its sender gives up. */
const CONNECT_TIMEOUT_MS = 2_000
/** A database that hangs must not hold a request for ever; the longest statement of ours takes a fraction of it. */
const QUERY_TIMEOUT_MS = 30_000
const DEFAULT_POOL_MAX = 10

/** On globalThis, so that bundles and hot reloads of one process share one pool. */
declare global {
  var deskStore: { client?: PrismaClient; pool?: Pool; poolMax?: number } | undefined
}

const held = (globalThis.deskStore ??= {})

/** Connections this process may hold. Takes effect with the next first call of `db()`. */
export function configurePool(max: number): void {
  held.poolMax = max
}

/** The database of this process. Connects on first use; throws `UNAVAILABLE` when no DATABASE_URL was set up. */
export function db(): PrismaClient {
  held.client ??= connect()
  return held.client
}

/** The same connections without Prisma, for bulk writes whose arguments it would copy one by one. */
export function pool(): Pool {
  held.pool ??= openPool()
  return held.pool
}

/** Closes the pool, if there is one. A later `db()` opens a new one. */
export async function disconnect(): Promise<void> {
  const { client, pool: open } = held
  held.client = undefined
  held.pool = undefined
  await client?.$disconnect()
  await open?.end()
}

function connect(): PrismaClient {
  const ignore = { onPoolError: () => undefined, onConnectionError: () => undefined }
  return new PrismaClient({ adapter: new PrismaPg(pool(), ignore) })
}

function openPool(): Pool {
  const connectionString = env().DATABASE_URL
  if (!connectionString) throw new DeskError('UNAVAILABLE', 'No database is open: set DATABASE_URL or start the desk.')
  const opened = new Pool({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    max: held.poolMax ?? DEFAULT_POOL_MAX,
  })
  // A connection that breaks while idle is replaced; without a listener it would end the process.
  opened.on('error', () => undefined)
  return opened
}
