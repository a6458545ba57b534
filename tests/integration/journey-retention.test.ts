import { beforeAll, expect, it } from 'vitest'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { db } from '@/lib/store/client'
import { markErased } from '@/lib/store/erase-borrower'
import { removeExpired } from '@/lib/store/retention'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication } from '@/tests/support/webhooks'

const NOW = new Date()
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)

let applicationID: string
beforeAll(async () => {
  await createTestDatabase()
  applicationID = (await addTestApplication()).applicationID
})

async function tell(name: string, at: Date): Promise<void> {
  const step = { stepID: `s-${name}`, type: 'KYC', status: 'READY', actionRequired: null, resource: null }
  const steps = [{ ...step, diagnostics: null, updatedAt: null }]
  const offer = { offerID: `o-${name}`, lender: null, status: null, aa: null, proceededAt: null, locked: null }
  const snapshot: JourneySnapshot = {
    applicationID,
    journeyID: `j-${name}`,
    borrowerExternalID: `CUST_${name}`,
    sequence: BigInt(at.getTime()),
    eventKey: `evt-${name}-${at.getTime()}`,
    source: 'webhook',
    eventAt: at,
    receivedAt: at,
    type: null,
    status: 'STEPS_IN_PROGRESS',
    nextAction: null,
    pendingOperations: null,
    offers: [{ ...offer, updatedAt: null, steps }],
  }
  const { borrowerExternalID, sequence } = snapshot
  const profile = {
    applicationID,
    borrowerExternalID: String(borrowerExternalID),
    sequence,
    profile: { panName: 'Asha' },
  }
  await applySnapshots({ snapshots: [snapshot], profiles: [profile] })
}

it('removes journeys without news, and profiles with the last of them, but not that somebody was erased', async () => {
  await tell('old', daysAgo(800))
  await tell('erased', daysAgo(800))
  await tell('renewed', daysAgo(800))
  await tell('renewed', daysAgo(10))
  await markErased({ applicationID, borrowerExternalID: 'CUST_erased' }, daysAgo(800))
  await db().$executeRaw`UPDATE borrower SET updated_at = ${daysAgo(800)}`
  const removed = await removeExpired(NOW)
  expect(removed).toMatchObject({ journey: 2, borrower: 1 })
  const left = await Promise.all([
    db().journey.findMany({ select: { journeyID: true } }),
    db().journeyEvent.findMany({ select: { journeyID: true }, distinct: ['journeyID'] }),
    db().offer.findMany({ select: { journeyID: true } }),
    db().step.findMany({ select: { journeyID: true } }),
  ])
  expect(left).toEqual(left.map(() => [{ journeyID: 'j-renewed' }]))
  const borrowers = await db().borrower.findMany({ orderBy: { borrowerExternalID: 'asc' } })
  expect(borrowers.map(({ borrowerExternalID }) => borrowerExternalID)).toEqual(['CUST_erased', 'CUST_renewed'])
})
