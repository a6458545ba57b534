import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { addApplication } from '@/lib/commands/add-application'
import { addSecret } from '@/lib/commands/add-secret'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { env } from '@/lib/env'

const CLI: Principal = { kind: 'system', name: 'cli' }
const EMAIL = 'admin@journey-desk.example'

const account = z.object({
  email: z.string(),
  password: z.string(),
  applicationID: z.string(),
  tenantID: z.string(),
  secret: z.string(),
  token: z.string(),
  platformPort: z.number(),
  apiKey: z.string(),
  historyDone: z.boolean(),
})
export type DemoAccount = z.infer<typeof account>

/** The demo's login, application, secret and token: made by the first run, read by the later ones. */
export async function openDemoAccount(platformPort: number): Promise<DemoAccount> {
  if (existsSync(file())) return account.parse(JSON.parse(readFileSync(file(), 'utf8')))
  const applicationID = randomUUID()
  const tenantID = randomUUID()
  const baseURL = `http://127.0.0.1:${platformPort}`
  const apiKey = `sk_test_${randomBytes(18).toString('hex')}`
  await addApplication(CLI, { name: 'Demo lending', tenantID, applicationID, environment: 'test', baseURL, apiKey })
  const { value = '' } = await addSecret(CLI, { applicationID })
  const { token } = await createToken(CLI, { name: 'demo simulator', scopes: ['ingest', 'read', 'sync'] })
  const { password = '' } = await addUser(CLI, { email: EMAIL, role: 'admin' })
  const login = { email: EMAIL, password }
  const made = { ...login, applicationID, tenantID, secret: value, token, platformPort, apiKey, historyDone: false }
  saveDemoAccount(made)
  return made
}

/** Mode 0600: it holds a login and a secret, though only of a demo. */
export function saveDemoAccount(made: DemoAccount): void {
  writeFileSync(`${file()}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file()}.new`, file())
}

function file(): string {
  return path.resolve(env().DESK_DATA_DIR, 'demo.json')
}
