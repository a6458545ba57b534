import { PrismaPg } from '@prisma/adapter-pg'
import { env } from '@/lib/env'
import { DeskError } from '@/lib/errors'
import { PrismaClient } from '@/lib/store/generated/client'

/** Fails fast: an ingest answer must say 503 long before its sender gives up. */
const CONNECT_TIMEOUT_MS = 2_000
const DEFAULT_POOL_MAX = 10

type Held = { deskClient?: PrismaClient; deskPoolMax?: number }

/** On globalThis, so that bundles and hot reloads of one process share one pool. */
const held: Held = globalThis

/** Connections this process may hold. Takes effect with the next first call of `db()`. */
export function configurePool(max: number): void {
  held.deskPoolMax = max
}

/** The database of this process. Connects on first use; throws `UNAVAILABLE` when no DATABASE_URL was set up. */
export function db(): PrismaClient {
  held.deskClient ??= connect()
  return held.deskClient
}

/** Closes the pool, if there is one. A later `db()` opens a new one. */
export async function disconnect(): Promise<void> {
  const client = held.deskClient
  held.deskClient = undefined
  await client?.$disconnect()
}

function connect(): PrismaClient {
  const connectionString = env().DATABASE_URL
  if (!connectionString) throw new DeskError('UNAVAILABLE', 'No database is open: set DATABASE_URL or start the desk.')
  const adapter = new PrismaPg(
    { connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, max: held.deskPoolMax ?? DEFAULT_POOL_MAX },
    { onPoolError: () => undefined, onConnectionError: () => undefined },
  )
  return new PrismaClient({ adapter })
}
