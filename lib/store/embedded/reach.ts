import pg from 'pg'

const TIMEOUT_MS = 4_000
const OLDEST = 15

/** Connects once. Throws one sentence that names the database (never its password) and the remedy. */
export async function reach(databaseURL: string, name = 'DATABASE_URL'): Promise<void> {
  const client = new pg.Client({ connectionString: databaseURL, connectionTimeoutMillis: TIMEOUT_MS })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int AS version`,
    )
    const major = Math.floor((rows[0]?.version ?? 0) / 10_000)
    if (major < OLDEST) throw new Error(`it is Postgres ${major}, and ${OLDEST} or newer is needed`)
  } catch (error) {
    throw new Error(`${name} ${place(databaseURL)} cannot be used: ${reason(error)}.`, { cause: error })
  } finally {
    await client.end().catch(() => undefined)
  }
}

function place(databaseURL: string): string {
  const { hostname, port, pathname } = new URL(databaseURL)
  return `(${hostname || 'local socket'}:${port || '5432'}${pathname})`
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there; start Postgres or correct the address'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name is not known; correct the address'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return 'the host does not answer; check the address and the network'
    case '28P01':
    case '28000':
      return 'user or password was refused; correct the credentials'
    case '3D000':
      return 'the database does not exist; create it or correct the name'
    default:
      return /timeout/i.test(message)
        ? 'the host does not answer; check the address and the network'
        : `${message}; check the address, the credentials and the server's log`
  }
}
