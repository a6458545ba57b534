import { randomUUID } from 'node:crypto'
import { addApplication } from '@/lib/commands/add-application'
import { addSecret } from '@/lib/commands/add-secret'
import { createToken } from '@/lib/commands/create-token'
import { env } from '@/lib/env'
import { findApplication, listApplications } from '@/lib/store/applications'
import { activeAndKnownSecrets } from '@/lib/store/secrets'
import { CLI } from '@/scripts/desk/command'
import type { SimulateFlags } from '@/scripts/desk/simulate'

const NAME = 'Simulated Borrow'

export interface SimulatedApplication {
  applicationID: string
  tenantID: string
  secret: string
  token: string
  /** Of the token that was made for this run; null where one was given. */
  tokenID: string | null
}

/** What the simulator plays: the application that was named, else "Simulated Borrow"; what it lacks is made. */
export async function simulatedApplication(flags: SimulateFlags): Promise<SimulatedApplication> {
  const { applicationID, tenantID } = await chooseApplication(flags)
  const secret = flags.secret ?? (await activeSecret(applicationID))
  if (flags.token) return { applicationID, tenantID, secret, token: flags.token, tokenID: null }
  const made = await createToken(CLI, { name: 'simulator', scopes: ['ingest', 'read', 'sync'], applicationID })
  return { applicationID, tenantID, secret, ...made }
}

async function chooseApplication(flags: SimulateFlags): Promise<{ applicationID: string; tenantID: string }> {
  if (flags.application) {
    const { application: applicationID, tenant } = flags
    const found = await findApplication(applicationID)
    if (found) return { applicationID, tenantID: tenant ?? found.tenantID }
    throw new Error(`There is no application ${applicationID}: add it first, or leave out --application.`)
  }
  const found = (await listApplications()).find((application) => application.name === NAME)
  if (found) return found
  const [applicationID, tenantID] = [randomUUID(), flags.tenant ?? randomUUID()]
  const baseURL = `http://localhost:${env().PORT + 1}`
  await addApplication(CLI, { name: NAME, tenantID, applicationID, environment: 'test', baseURL })
  return { applicationID, tenantID }
}

async function activeSecret(applicationID: string): Promise<string> {
  const known = (await activeAndKnownSecrets(applicationID)).find((secret) => secret.status === 'active')
  if (known) return known.value
  const { value = '' } = await addSecret(CLI, { applicationID })
  return value
}
