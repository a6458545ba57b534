import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { POST as eraseRoute } from '@/app/api/v1/borrowers/erase/route'
import { eraseBorrower } from '@/lib/commands/erase-borrower'
import { revealBorrowerField } from '@/lib/commands/reveal-borrower-field'
import type { Principal } from '@/lib/auth/principal'
import type { Role } from '@/lib/domain/vocabulary'
import { ingestApiCalls } from '@/lib/ingest/api-calls'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { readJourneyScreen } from '@/lib/query/journey'
import { db } from '@/lib/store/client'
import { findByPersonalData } from '@/lib/store/lookup'
import { insertToken } from '@/lib/store/tokens'
import { call, refusal } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

const PROFILE = {
  contactNumber: '9812345670',
  pan: 'KXZPC8021M',
  panName: 'Asha R Verma',
  dob: '1991-04-23',
  personalemail: 'asha.verma@mail.example',
}
const BORROWER = 'CUST_ERASE'
const JOURNEY = 'journey-erase'
const REASON = 'Ticket 4711: the borrower asked.'

let application: TestApplication
beforeAll(async () => {
  await createTestDatabase()
  application = await addTestApplication()
})

const user = (role: Role) => ({
  kind: 'user' as const,
  userID: randomUUID(),
  email: `${role}@desk.example`,
  role,
  applicationIDs: null,
})
const ref = () => ({ applicationID: application.applicationID, borrowerExternalID: BORROWER })

async function deliver(sequence: number, secret = application.secret): Promise<number> {
  const steps = [
    {
      stepID: 's1',
      type: 'KYC',
      status: 'IN_PROGRESS',
      resource: { note: 'for a family friend' },
      diagnostics: { code: 'NAME_MISMATCH', message: `${PROFILE.panName} differs` },
    },
  ]
  const journey = { journeyID: JOURNEY, offers: [{ offerID: 'o1', lender: 'AXIS', steps }] }
  const borrower = { borrowerExternalID: BORROWER, profile: PROFILE }
  const body = sampleBody(application, { sequence, borrower, journey })
  const headers = signedHeaders(application, body, { secret })
  const bytes = Buffer.from(body)
  const webhook = { headers, body: bytes, bodySize: bytes.byteLength, receivedAt: new Date(), peer: '203.0.113.9' }
  return (await receiveWebhook(webhook)).status
}

async function reportCall(callID: string, errorMessage: string): Promise<number> {
  const { applicationID } = application
  const about = { borrowerExternalID: BORROWER, journeyID: JOURNEY }
  const sent = {
    callID,
    applicationID,
    environment: 'live',
    caller: 'app',
    method: 'POST',
    path: '/profile',
    status: 400,
  }
  const record = { ...sent, ...about, occurredAt: new Date().toISOString(), errorMessage, remark: errorMessage }
  const bytes = Buffer.from(JSON.stringify({ records: [record] }))
  const body = { bytes, contentType: 'application/json', contentEncoding: '' }
  return (await ingestApiCalls(body, null, new Date())).redacted
}

const everything = async () => {
  const tables = [
    db().journey.findMany(),
    db().journeyEvent.findMany(),
    db().step.findMany(),
    db().apiCall.findMany(),
    db().auditEntry.findMany(),
  ]
  return JSON.stringify(await Promise.all(tables), (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}

describe('one field of a borrower', () => {
  it('is revealed to support with a reason, which is in the audit log without the value', async () => {
    expect(await deliver(1)).toBe(200)
    expect(await reportCall('c1', 'asha r verma is not the holder')).toBe(1)
    const input = { ...ref(), field: 'dob' as const, reason: REASON }
    expect(await revealBorrowerField(user('support'), input)).toEqual({ field: 'dob', value: PROFILE.dob })
    const entry = await db().auditEntry.findFirstOrThrow({ where: { action: 'reveal.borrower-field' } })
    expect(entry).toMatchObject({
      actor: 'support@desk.example',
      subject: BORROWER,
      reason: REASON,
      detail: { field: 'dob' },
    })
    expect(await everything()).not.toMatch(/verma|1991-04-23|9812345670|KXZPC8021M/i)
  })

  it('is not revealed without a reason, for a reason that tells it, or to a token', async () => {
    const reveal = (reason: string) => revealBorrowerField(user('support'), { ...ref(), field: 'pan', reason })
    await expect(reveal('  ')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(reveal(`Is it ${PROFILE.pan}?`)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const token: Principal = {
      kind: 'token',
      tokenID: randomUUID(),
      name: 't',
      scopes: ['read'],
      applicationID: null,
    }
    const input = { ...ref(), field: 'pan' as const, reason: REASON }
    await expect(revealBorrowerField(token, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const unknown = { ...input, borrowerExternalID: 'CUST_NOBODY' }
    await expect(revealBorrowerField(user('admin'), unknown)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the erasure of a borrower', () => {
  it('wants an admin, the ID once more, and somebody who is known', async () => {
    const input = { ...ref(), confirm: BORROWER, reason: REASON }
    await expect(eraseBorrower(user('engineer'), input, new Date())).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const unsure = eraseBorrower(user('admin'), { ...input, confirm: 'CUST' }, new Date())
    await expect(unsure).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const nobody = { ...input, borrowerExternalID: 'CUST_NOBODY', confirm: 'CUST_NOBODY' }
    await expect(eraseBorrower(user('admin'), nobody, new Date())).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { token } = await insertToken({ name: 'r', scopes: ['read'], applicationID: null, createdBy: 'test' })
    const refused = await refusal(call(eraseRoute, '/api/v1/borrowers/erase', { token, method: 'POST', body: input }))
    expect(refused).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  })

  it('takes the data out of everything, keeps the counts, and lets none come back', async () => {
    expect(await deliver(2, 'whsec_not-the-right-one')).toBe(401)
    const counts = async () => [
      await db().webhookDelivery.count(),
      await db().apiCall.count(),
      await db().journeyEvent.count(),
      await db().callRollup.count(),
    ]
    const before = await counts()
    const erased = await eraseBorrower(user('admin'), { ...ref(), confirm: BORROWER, reason: REASON }, new Date())
    expect(erased).toMatchObject({ journeys: 1, deliveries: 2, calls: 1 })
    expect(await counts()).toEqual(before)
    await expectNothingLeft()

    expect(await deliver(3)).toBe(200)
    await reportCall('c2', 'Asha R Verma again')
    await expectNothingLeft()
    const screen = await readJourneyScreen(user('support'), { journeyID: JOURNEY })
    expect(screen).toMatchObject({ version: '3', borrower: { mobile: null, pan: null } })
    const again = await eraseBorrower(user('admin'), { ...ref(), confirm: BORROWER, reason: REASON }, new Date())
    expect(again).toMatchObject({ deliveries: 0, calls: 0 })
  })
})

async function expectNothingLeft(): Promise<void> {
  const { applicationID } = application
  const profile = { profileCiphertext: null, mobileHash: null, panHash: null, requestedAmount: null }
  expect(await db().borrower.findMany()).toMatchObject([profile])
  expect(await db().webhookDelivery.count({ where: { bodyCiphertext: { not: null } } })).toBe(0)
  expect(await findByPersonalData('mobile', PROFILE.contactNumber, [applicationID])).toEqual([])
  expect(await everything()).not.toMatch(/verma|1991-04-23|9812345670|KXZPC8021M|family friend/i)
}
