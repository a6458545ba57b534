import { PrismaPg } from '@prisma/adapter-pg'
import { Pool, type PoolConfig } from 'pg'
import { env } from '@/lib/env'
import { DeskError } from '@/lib/errors'
import { PrismaClient, type Prisma } from '@/lib/store/generated/client'
import { transactionReadFrom } from '@/lib/store/reading'

/** Fails fast: an ingest answer must say 503 long before its sender gives up. */
const CONNECT_TIMEOUT_MS = 2_000
/** A database that hangs must not hold a request for ever; the longest statement of ours takes a fraction of it. */
const QUERY_TIMEOUT_MS = 30_000
const DEFAULT_POOL_MAX = 10
const PIPELINES_MAX = 4

/** On globalThis, so that bundles and hot reloads of one process share one pool. */
declare global {
  var deskStore: Held | undefined
}

interface Held {
  client?: PrismaClient
  pool?: Pool
  pipelines?: Pool
  poolMax?: number
}

const held: Held = (globalThis.deskStore ??= {})

/** Connections this process may hold. Takes effect with the next first call of `db()`. */
export function configurePool(max: number): void {
  held.poolMax = max
}

/**
 * The database of this process, or what `readFrom` put in its place. Connects on first use; throws `UNAVAILABLE` when no
 * DATABASE_URL was set up.
 */
export function db(): PrismaClient {
  const transaction = transactionReadFrom()
  if (transaction) return asClient(transaction)
  held.client ??= connect()
  return held.client
}

/** A transaction has all of a client, but for what begins another. */
function asClient(transaction: Prisma.TransactionClient): PrismaClient {
  return transaction as PrismaClient
}

/** The same connections without Prisma, for bulk writes whose arguments it would copy one by one. */
export function pool(): Pool {
  held.pool ??= openPool({ max: held.poolMax ?? DEFAULT_POOL_MAX })
  return held.pool
}

/** Connections that take a statement before the one before it is answered; see `pipeline.ts`. */
export function pipelinePool(): Pool {
  held.pipelines ??= openPipelines()
  return held.pipelines
}

/**
 * What they run finds rows by their keys. A plan made while a table was small, and kept, would read all of it for a
 * handful of rows long after it has grown.
 */
const BY_KEYS = 'SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off'

function openPipelines(): Pool {
  const opened = openPool({ max: Math.min(PIPELINES_MAX, held.poolMax ?? PIPELINES_MAX), pipeline: true })
  // A connection that fails here fails its first statement, too.
  opened.on('connect', (client) => void client.query(BY_KEYS).catch(() => undefined))
  return opened
}

/** Closes the pool, if there is one. A later `db()` opens a new one. */
export async function disconnect(): Promise<void> {
  const { client, pool: open, pipelines } = held
  held.client = undefined
  held.pool = undefined
  held.pipelines = undefined
  await client?.$disconnect()
  await Promise.all([open?.end(), pipelines?.end()])
}

function connect(): PrismaClient {
  const ignore = { onPoolError: () => undefined, onConnectionError: () => undefined }
  return new PrismaClient({ adapter: new PrismaPg(pool(), ignore) })
}

function openPool(options: PoolConfig): Pool {
  const connectionString = env().DATABASE_URL
  if (!connectionString) throw new DeskError('UNAVAILABLE', 'No database is open: set DATABASE_URL or start the desk.')
  const opened = new Pool({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    ...options,
  })
  // A connection that breaks while idle is replaced; without a listener it would end the process.
  opened.on('error', () => undefined)
  return opened
}
