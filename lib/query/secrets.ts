import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { isInScope } from '@/lib/domain/application-scope'
import { ENVIRONMENTS, type Environment } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'
import { applicationsAsked } from '@/lib/query/applications-asked'
import { applicationID } from '@/lib/query/inputs'
import type { Page } from '@/lib/query/schemas'
import { findApplication } from '@/lib/store/applications'
import { listSecrets, type SecretRow } from '@/lib/store/secrets'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })

export const ApplicationSchema = z
  .object({
    applicationID: z.guid(),
    tenantID: z.guid(),
    name: z.string(),
    environment: z.enum(ENVIRONMENTS),
    baseURL: z.string(),
    hasApiKey: z.boolean(),
    createdAt: at,
  })
  .meta({ id: 'Application' })
export type Application = z.infer<typeof ApplicationSchema>

/** Never its value, which is shown once, where it is added. */
export const SecretSchema = z
  .object({
    secretID: z.guid(),
    hint: z.string().meta({ description: 'Enough to recognise it, never enough to use it.' }),
    status: z.enum(['active', 'retired']),
    createdAt: at,
    retireAt: at
      .nullable()
      .meta({ description: 'An active one stops verifying then; null: when somebody retires it.' }),
    retiredAt: at.nullable(),
    lastVerifiedAt: at
      .nullable()
      .meta({ description: 'When it last verified a delivery, to the minute; null: never.' }),
    isSuperseded: z
      .boolean()
      .meta({ description: 'A newer one has verified since, and this one has not for an hour.' }),
    revision: z.int().meta({ description: 'Of when it ends: the ETag, for If-Match.' }),
  })
  .meta({ id: 'Secret' })
export type Secret = z.infer<typeof SecretSchema>

export const ApplicationParamsSchema = z.object({ applicationID })
export const SecretParamsSchema = ApplicationParamsSchema.extend({
  secretID: z.guid({ error: 'must be the UUID of a secret' }),
})

/** All of them: they are few. */
export async function listApplicationViews(principal: Principal): Promise<Page<Application>> {
  return { data: await applicationsAsked(principal, {}), nextCursor: null }
}

/** The newest first, without values. Throws NOT_FOUND for an unknown application. */
export async function listApplicationSecrets(
  principal: Principal,
  id: { applicationID: string },
): Promise<Page<Secret>> {
  authorise(principal, 'secrets')
  if (!isInScope(applicationScope(principal), id.applicationID) || !(await findApplication(id.applicationID))) {
    throw new DeskError('NOT_FOUND', 'There is no application with this ID.')
  }
  return { data: toSecrets(await listSecrets(id.applicationID)), nextCursor: null }
}

export interface ApplicationSecrets {
  applicationID: string
  name: string
  environment: Environment
  secrets: Secret[]
}

/** Every application with its secrets. */
export async function readSecretsPage(principal: Principal): Promise<ApplicationSecrets[]> {
  authorise(principal, 'secrets')
  const [applications, rows] = await Promise.all([applicationsAsked(principal, {}), listSecrets(null)])
  return applications.map(({ applicationID: own, name, environment }) => ({
    applicationID: own,
    name,
    environment,
    secrets: toSecrets(rows.filter((row) => row.applicationID === own)),
  }))
}

const SUPERSEDED_AFTER_MS = 60 * 60_000

/** `rows` are one application's, the newest first. */
function toSecrets(rows: SecretRow[]): Secret[] {
  return rows.map((row, index) => {
    const { secretID, hint, status, createdAt, retireAt, retiredAt, lastVerifiedAt, revision } = row
    return {
      secretID,
      hint,
      status,
      createdAt,
      retireAt,
      retiredAt,
      lastVerifiedAt,
      isSuperseded: isSuperseded(row, rows.slice(0, index)),
      revision,
    }
  })
}

/** The old one can go: the platform signs with a newer one. */
export function isSuperseded(
  { status, lastVerifiedAt }: Pick<SecretRow, 'status' | 'lastVerifiedAt'>,
  newer: Pick<SecretRow, 'lastVerifiedAt'>[],
): boolean {
  const latest = Math.max(0, ...newer.map((row) => row.lastVerifiedAt?.getTime() ?? 0))
  return status === 'active' && latest > 0 && latest > (lastVerifiedAt?.getTime() ?? 0) + SUPERSEDED_AFTER_MS
}
