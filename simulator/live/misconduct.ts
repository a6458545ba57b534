import type { PartnerBackend } from '../partner/backend'
import type { PartnerClient, Reply } from '../partner/client'
import { makeProfile } from '../world/people'
import type { Random } from '../world/random'
import { MINUTE, SECOND } from '../world/types'

/** One calling system of the partner's, and what it has at hand. */
export interface LiveSystem {
  client: PartnerClient
  backend: PartnerBackend
  random: Random
  /** Rejects when the simulation stops. */
  sleep: (milliseconds: number) => Promise<void>
  /** A key of the other environment. */
  foreignKey: string
}

type Conduct = (system: LiveSystem) => Promise<void>

async function signedIn({ backend, random }: LiveSystem) {
  const borrowerExternalID = `CUST_M${random.letters('0123456789', 7)}`
  const session = await backend.mint(borrowerExternalID)
  return { token: session?.sessionToken ?? null, session, known: { borrowerExternalID } }
}

/** Reads one profile until the platform limits it, and again and again after that; `wait` says how long between. */
function readUntilLimited(wait: (attempt: number, reply: Reply) => number, reads: number, tries: number): Conduct {
  return async (system) => {
    const { token, known } = await signedIn(system)
    for (let count = 0, limited = 0; count < reads && limited < tries; count += 1) {
      const reply = await system.client.call('GET', '/profile', token, { known })
      limited = reply.status === 429 ? limited + 1 : 0
      await system.sleep(reply.status === 429 ? wait(limited, reply) : 120)
    }
  }
}

/** Saves a form at each key stroke, and each time anew when it is limited. */
const autosave: Conduct = async (system) => {
  const { token, known } = await signedIn(system)
  const profile = makeProfile(system.random)
  for (let count = 0; count < 130; count += 1) {
    const body = { ...profile, monthlyIncome: 40_000 + count }
    const reply = await system.client.call('PUT', '/profile', token, { body, known })
    if (reply.status === 429) {
      await system.sleep(SECOND)
      await system.client.call('PUT', '/profile', token, { body, known })
    }
    await system.sleep(1_150)
  }
}

const wrongEnum: Conduct = async (system) => {
  const { token, known } = await signedIn(system)
  await system.client.call('PUT', '/profile', token, { body: { ...makeProfile(system.random), gender: 'F' }, known })
}

const wrongKey: Conduct = async ({ client, random, foreignKey }) => {
  const borrowerExternalID = `CUST_M${random.letters('0123456789', 7)}`
  await client.call('POST', '/sessions', foreignKey, { body: { borrowerExternalID }, known: { borrowerExternalID } })
}

/** Goes on with the refresh token that it had before the last refresh. */
const oldRefresh: Conduct = async (system) => {
  const { session, known } = await signedIn(system)
  if (!session) return
  await system.backend.refresh(session, known.borrowerExternalID)
  for (let count = 0; count < 4; count += 1) {
    await system.sleep(20 * SECOND)
    await system.backend.refresh(session, known.borrowerExternalID)
  }
}

const growing = (attempt: number, { retryAfterMs }: Reply): number => (retryAfterMs ?? 0) + 500 * 2 ** attempt

export interface Misconduct {
  conduct: Conduct
  everyMs: number
  /** How its calls are told: by the batch endpoint, or by the OpenTelemetry SDK in a process of its own. */
  via: 'batch' | 'otlp'
}

/** By the name of the calling system. One of them is well-behaved, and meets as many limits. */
export const LIVE_SYSTEMS: Readonly<Record<string, Misconduct>> = {
  'backend-sync': { conduct: readUntilLimited(() => 400, 110, 14), everyMs: 50 * SECOND, via: 'otlp' },
  'staging-worker': { conduct: wrongKey, everyMs: 40 * SECOND, via: 'otlp' },
  'patient-sync': { conduct: readUntilLimited(growing, 110, 3), everyMs: 70 * SECOND, via: 'batch' },
  autosave: { conduct: autosave, everyMs: 8 * MINUTE, via: 'batch' },
  'legacy-form': { conduct: wrongEnum, everyMs: 90 * SECOND, via: 'batch' },
  'partner-web': { conduct: oldRefresh, everyMs: 2 * MINUTE, via: 'batch' },
}

/** Plays it again and again until the simulation stops. */
export async function playOn({ conduct, everyMs }: Misconduct, system: LiveSystem, signal: AbortSignal): Promise<void> {
  try {
    await system.sleep(everyMs * system.random.between(0, 0.1))
    while (!signal.aborted) {
      await conduct(system)
      await system.sleep(everyMs * system.random.between(0.8, 1.2))
    }
  } catch (error) {
    if (!signal.aborted) process.stderr.write(`a partner system stopped: ${String(error)}\n`)
  }
}
