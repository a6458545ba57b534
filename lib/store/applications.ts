import { ENVIRONMENTS, type Environment } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import { openText, sealText } from '@/lib/store/sealed-text'
import type { Transaction } from '@/lib/store/transaction'

/** Stands in `application_id` where a row belongs to every application, or to none that we know. */
export const NIL_APPLICATION = '00000000-0000-0000-0000-000000000000'

export interface ApplicationRow {
  applicationID: string
  tenantID: string
  name: string
  environment: Environment
  baseURL: string
}

const COLUMNS = { applicationID: true, tenantID: true, name: true, environment: true, baseURL: true } as const

/** With the platform's API key in the clear, or null where none was given. */
export async function findApplication(
  applicationID: string,
  at: Transaction = db(),
): Promise<(ApplicationRow & { apiKey: string | null }) | null> {
  const row = await at.application.findUnique({
    where: { applicationID },
    select: { ...COLUMNS, apiKeyCiphertext: true, apiKeyKeyID: true },
  })
  if (!row) return null
  const { apiKeyCiphertext, apiKeyKeyID, ...rest } = row
  const apiKey = apiKeyCiphertext && apiKeyKeyID ? openText({ ciphertext: apiKeyCiphertext, keyID: apiKeyKeyID }) : null
  return { ...rest, environment: environmentOf(row.environment), apiKey }
}

export async function listApplications(
  at: Transaction = db(),
): Promise<(ApplicationRow & { hasApiKey: boolean; createdAt: Date })[]> {
  const rows = await at.application.findMany({
    select: { ...COLUMNS, apiKeyKeyID: true, createdAt: true },
    orderBy: [{ createdAt: 'asc' }, { applicationID: 'asc' }],
  })
  return rows.map(({ apiKeyKeyID, ...row }) => ({
    ...row,
    environment: environmentOf(row.environment),
    hasApiKey: apiKeyKeyID !== null,
  }))
}

export async function applicationIDs(): Promise<string[]> {
  const rows = await db().application.findMany({ select: { applicationID: true } })
  return rows.map((row) => row.applicationID)
}

/** False where the application exists already. */
export async function insertApplication(
  application: ApplicationRow & { apiKey: string | null },
  at: Transaction = db(),
): Promise<boolean> {
  const { apiKey, ...row } = application
  const sealed = apiKey === null ? null : sealText(apiKey)
  const inserted = await at.application.createMany({
    data: [{ ...row, apiKeyCiphertext: sealed?.ciphertext ?? null, apiKeyKeyID: sealed?.keyID ?? null }],
    skipDuplicates: true,
  })
  return inserted.count === 1
}

/** Gives a known application its platform key, or another one. */
export async function setApiKey(applicationID: string, apiKey: string, at: Transaction = db()): Promise<void> {
  const { ciphertext, keyID } = sealText(apiKey)
  await at.application.update({
    where: { applicationID },
    data: { apiKeyCiphertext: ciphertext, apiKeyKeyID: keyID },
    select: { applicationID: true },
  })
}

function environmentOf(value: string): Environment {
  const known = ENVIRONMENTS.find((environment) => environment === value)
  if (!known) throw new Error(`An application has the environment ${value}, which is neither live nor test.`)
  return known
}
