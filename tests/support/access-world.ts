import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { ROLES, TOKEN_SCOPES } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import type { Asker } from '@/tests/support/access-table'
import { sessionCookie } from '@/tests/support/session-cookie'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

const SYSTEM = { kind: 'system', name: 'cli' } as const

/** What only the foreign application holds. */
const FOREIGN = ['CUST_FOREIGN', 'FOREIGN_ACTION', 'a foreign finding']

export type Credentials = Map<Asker, Record<string, string>>

/** Two applications with a journey each, and everybody who may ask. */
export interface AccessWorld {
  foreign: TestApplication
  /** Of what the foreign application holds. */
  ids: Record<string, string>
  /** Of those who may see every application, and of those who were granted their own alone. */
  everywhere: Credentials
  granted: Credentials
}

/** `takes` answers the status with which a webhook is received. */
export async function openAccessWorld(
  takes: (body: string, headers: Record<string, string>) => Promise<number>,
): Promise<AccessWorld> {
  const [own, foreign] = [await addTestApplication(), await addTestApplication()]
  const bodies: [TestApplication, string][] = [
    [own, bodyOf(own, 'j-own', 'VIEW_OFFERS', {})],
    [foreign, bodyOf(foreign, 'j-foreign', 'FOREIGN_ACTION', { borrowerExternalID: 'CUST_FOREIGN' })],
  ]
  for (const [application, body] of bodies) expect(await takes(body, signedHeaders(application, body))).toBe(200)
  const ids = await foreignIDs(foreign)
  return { foreign, ids, everywhere: await makeCredentials(null), granted: await makeCredentials(own.applicationID) }
}

function bodyOf(application: TestApplication, journeyID: string, nextAction: string, borrower: object): string {
  const journeys = [{ journeyID, status: 'OFFERS_AVAILABLE', nextAction }]
  return sampleBody(application, { borrower: { ...borrower, journeys } })
}

async function makeCredentials(applicationID: string | null): Promise<Credentials> {
  const made: Credentials = new Map([['nobody', {}]])
  for (const role of ROLES) {
    const email = `${role}-${applicationID ? 'granted' : 'everywhere'}@desk.example`
    await addUser(SYSTEM, { email, role, applicationIDs: applicationID ? [applicationID] : null })
    made.set(role, { cookie: await sessionCookie(email) })
  }
  for (const scope of TOKEN_SCOPES) {
    const { token } = await createToken(SYSTEM, { name: scope, scopes: [scope], applicationID })
    made.set(`token:${scope}`, { authorization: `Bearer ${token}` })
  }
  return made
}

async function foreignIDs({ applicationID }: TestApplication): Promise<Record<string, string>> {
  const at = new Date()
  const findingID = randomUUID()
  const what = { condition: 'offers-pending', cause: 'aa-required', confidence: 0.9, severity: 'high', status: 'open' }
  const subject = { subjectType: 'journey', subjectID: 'j-foreign', environment: 'live', summary: 'a foreign finding' }
  const seen = { firstSeenAt: at, lastSeenAt: at, occurrences: 1, episodes: [], rejectedCauses: [] }
  await db().finding.create({
    data: { applicationID, findingID, fingerprint: findingID, ...what, ...subject, ...seen },
  })
  const delivery = await db().webhookDelivery.findFirstOrThrow({ where: { applicationID }, select: { id: true } })
  return { journeyID: 'j-foreign', findingID, deliveryID: delivery.id, applicationID }
}

/** A route with values for its parameters. `id` of a page stands for what its first part names. */
export function filled(route: string, values: Record<string, string> = {}): string {
  const id = route.startsWith('/webhooks') ? values.deliveryID : values.findingID
  return route.replace(/\[\.{0,3}([^\]]+)\]/g, (_, name: string) => {
    if (name === 'nextauth') return 'session'
    return (name === 'id' ? id : values[name]) ?? randomUUID()
  })
}

export function tellsForeign(text: string): boolean {
  return FOREIGN.some((canary) => text.includes(canary))
}

export function expectNothingForeign(text: string, what: string): void {
  expect(tellsForeign(text), `${what} told of what was not granted: ${text.slice(0, 200)}`).toBe(false)
}
