import { env } from '@/lib/env'
import { migrationStatus } from '@/lib/store/migrate'

const ANSWER_WITHIN_MS = 1_800

export type Readiness = { ready: boolean; reason: string | null }

/** Whether requests can be served. Open to everybody, so the reason names no host and no credentials. */
export async function readiness(): Promise<Readiness> {
  const databaseURL = env().DATABASE_URL
  if (!databaseURL) return notReady('no database is open')
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(() => resolve(notReady('the database does not answer')), ANSWER_WITHIN_MS)
  })
  return Promise.race([ask(databaseURL), late]).finally(() => clearTimeout(timer))
}

async function ask(databaseURL: string): Promise<Readiness> {
  try {
    const { pending, problems } = await migrationStatus(databaseURL)
    if (problems.length > 0) return notReady('the migrations do not match this version')
    return pending.length > 0
      ? notReady(`${pending.length} migrations wait to be applied`)
      : { ready: true, reason: null }
  } catch {
    return notReady('the database cannot be reached')
  }
}

function notReady(reason: string): Readiness {
  return { ready: false, reason }
}
