import { env, extendEnv } from '@/lib/env'
import { disconnect } from '@/lib/store/client'
import { openDatabase, type OpenDatabase } from '@/lib/store/embedded/open'
import { stopJobs } from '@/lib/store/jobs'
import { provideKeys, requireKeys } from '@/lib/store/keys'
import { applyMigrations } from '@/lib/store/migrate'
import { closeReplica } from '@/lib/store/replica'
import { checkSecretsReadable } from '@/lib/store/secrets'

export type OpenDesk = OpenDatabase & { migrated: string[] }

/**
 * What every program of the desk does first: validates the environment, opens the database, provides the keys and
 * applies migrations. After it `db()` works. `close()` ends the pool too. Throws one sentence with the remedy.
 */
export async function openDesk(options: { migrate?: boolean; settings?: string[] } = {}): Promise<OpenDesk> {
  if (env().DATABASE_URL) requireKeys()
  const database = await openDatabase(options.settings)
  const close = async () => {
    await Promise.allSettled([stopJobs(), disconnect(), closeReplica()])
    await database.close()
  }
  try {
    extendEnv({ DATABASE_URL: database.url })
    if (database.keys) provideKeys(database.keys)
    const { applied } = options.migrate === false ? { applied: [] } : await applyMigrations(database.url)
    if (options.migrate !== false) await checkSecretsReadable()
    return { ...database, close, migrated: applied }
  } catch (error) {
    await close()
    throw error
  }
}
