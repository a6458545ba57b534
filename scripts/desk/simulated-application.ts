import { randomBytes, randomUUID } from 'node:crypto'
import { addApplication } from '@/lib/commands/add-application'
import { addSecret } from '@/lib/commands/add-secret'
import { createToken } from '@/lib/commands/create-token'
import type { Environment } from '@/lib/domain/vocabulary'
import { findApplication, listApplications } from '@/lib/store/applications'
import { activeAndKnownSecrets } from '@/lib/store/secrets'
import { CLI } from '@/scripts/desk/command'
import type { SimulateFlags } from '@/scripts/desk/simulate'

const NAME = 'Simulated Borrow'
/** Where the simulator's platform listens. */
const PLATFORM_URL = 'http://127.0.0.1:4010'

export interface SimulatedApplication {
  applicationID: string
  tenantID: string
  environment: Environment
  /** The platform that pulls read from, and the key that it must take; null: nothing can be pulled. */
  baseURL: string
  apiKey: string | null
  secret: string
  token: string
  /** Of the token that was made for this run; null where one was given. */
  tokenID: string | null
}

/** What the simulator plays: the application that was named, else "Simulated Borrow"; what it lacks is made. */
export async function simulatedApplication(flags: SimulateFlags): Promise<SimulatedApplication> {
  const application = await chooseApplication(flags)
  const { applicationID } = application
  const secret = flags.secret ?? (await activeSecret(applicationID))
  if (flags.token) return { ...application, secret, token: flags.token, tokenID: null }
  const made = await createToken(CLI, { name: 'simulator', scopes: ['ingest', 'read', 'sync'], applicationID })
  return { ...application, secret, ...made }
}

type Chosen = Omit<SimulatedApplication, 'secret' | 'token' | 'tokenID'>

async function chooseApplication(flags: SimulateFlags): Promise<Chosen> {
  const wanted = flags.application ?? (await listApplications()).find(({ name }) => name === NAME)?.applicationID
  if (wanted) {
    const found = await findApplication(wanted)
    if (!found) throw new Error(`There is no application ${wanted}: add it first, or leave out --application.`)
    const { applicationID, environment, baseURL, apiKey } = found
    return { applicationID, tenantID: flags.tenant ?? found.tenantID, environment, baseURL, apiKey }
  }
  const made = {
    applicationID: randomUUID(),
    tenantID: flags.tenant ?? randomUUID(),
    environment: 'test',
    baseURL: PLATFORM_URL,
    apiKey: `sk_test_${randomBytes(24).toString('hex')}`,
  } as const
  await addApplication(CLI, { name: NAME, ...made })
  return made
}

async function activeSecret(applicationID: string): Promise<string> {
  const known = (await activeAndKnownSecrets(applicationID)).find((secret) => secret.status === 'active')
  if (known) return known.value
  const { value = '' } = await addSecret(CLI, { applicationID })
  return value
}
