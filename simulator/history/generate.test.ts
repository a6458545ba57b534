import { createHash } from 'node:crypto'

import { describe, expect, test } from 'vitest'

import { snapshotSchema } from '@/lib/platform/contract'
import { verifyWebhook } from '@/lib/platform/signature'
import { generateHistory, type HistoryOptions } from './generate'

const OPTIONS: HistoryOptions = {
  seed: 7,
  days: 14,
  journeys: 900,
  now: new Date('2026-11-22T14:30:00.000Z'),
  applicationID: 'fbb1fd74-c502-4419-83f3-82a2a019fc9a',
  tenantID: '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61',
  secret: 'whsec_of_a_test',
}
const history = generateHistory(OPTIONS)

function digest(options: HistoryOptions): string {
  const hash = createHash('sha256')
  const made = generateHistory(options)
  for (const delivery of made.deliveries) hash.update(JSON.stringify(delivery))
  hash.update(JSON.stringify(made.labels))
  return hash.digest('hex')
}

describe('a generated history', () => {
  test('is the same byte for byte for the same seed and end time, and another for another seed', () => {
    const small = { ...OPTIONS, journeys: 60 }
    expect(digest(small)).toBe(digest(small))
    expect(digest({ ...small, seed: 8 })).not.toBe(digest(small))
  })

  test('plays the same first journeys however many follow', () => {
    const few = generateHistory({ ...OPTIONS, journeys: 20 }).journeys
    expect(few.map((played) => played.states)).toEqual(history.journeys.slice(0, 20).map((played) => played.states))
  })

  test('tells snapshots that the contract reads, received by the end time and signed for their own timestamp', () => {
    let sound = 0
    for (const delivery of history.deliveries) {
      expect(Date.parse(delivery.receivedAt)).toBeLessThanOrEqual(OPTIONS.now.getTime())
      if (delivery.outcome === 'rejected') continue
      const body = Buffer.from(delivery.rawBodyBase64, 'base64')
      const { 'x-al-webhook-timestamp': timestamp = '', 'x-al-webhook-signature': signature = '' } = delivery.headers
      if (!verifyWebhook(OPTIONS.secret, timestamp, body, signature))
        throw new Error(`${delivery.deliveryID} is forged`)
      if (sound % 50 === 0) expect(snapshotSchema.safeParse(JSON.parse(body.toString('utf8'))).success).toBe(true)
      sound += 1
    }
    expect(sound).toBeGreaterThan(10_000)
  })

  test('goes through every status of the journey order and ends in every way', () => {
    const seen = new Set(history.journeys.flatMap((played) => played.states.map((state) => state.status)))
    expect(seen.size).toBe(16)
  })

  test('announces versions that grow with every change of a journey', () => {
    for (const { states } of history.journeys) {
      for (const [index, state] of states.entries()) {
        const before = states[index - 1]
        if (before) expect(state.sequence).toBeGreaterThan(before.sequence)
      }
    }
  })

  test('has some deliveries twice and some out of order', () => {
    const events = new Map<string, number>()
    let isOutOfOrder = 0
    let last = ''
    for (const { eventID, receivedAt } of history.deliveries) {
      events.set(eventID, (events.get(eventID) ?? 0) + 1)
      if (receivedAt < last) isOutOfOrder += 1
      last = receivedAt
    }
    expect([...events.values()].filter((count) => count > 1).length).toBeGreaterThan(20)
    expect(isOutOfOrder).toBeGreaterThan(20)
  })
})

describe('the labels of a history', () => {
  const causes = [
    'offers-pending/lender-dispatch-in-flight',
    'offers-pending/aa-required',
    'bank-mandate-not-actionable/journey-state-not-reached',
    'bank-mandate-not-actionable/prerequisite-incomplete',
    'aa-redirect-expired/consent-session-timed-out',
    'journey-stalled/waiting-on-platform',
    'journey-stalled/waiting-on-lender',
    'journey-stalled/no-actionable-step',
    'journey-stalled/updates-missing',
  ]
  const faults = history.labels.filter((label) => label.kind === 'fault')
  const named = (label: { condition: string; cause: string }): string => `${label.condition}/${label.cause}`

  test.each(causes)('hold ended and lasting instances of %s', (cause) => {
    const of = faults.filter((label) => named(label) === cause)
    expect(of.some((label) => label.to !== null)).toBe(true)
    expect(of.some((label) => label.to === null)).toBe(true)
  })

  test.each(causes.filter((cause) => !cause.endsWith('updates-missing')))('hold look-alikes of %s', (cause) => {
    expect(history.labels.some((label) => label.kind === 'healthy' && named(label) === cause)).toBe(true)
  })

  test('begin by the end time, except for what comes when nothing more happens', () => {
    for (const label of history.labels) {
      const isAhead = Date.parse(label.from) > OPTIONS.now.getTime()
      expect(isAhead).toBe(label.kind === 'upcoming')
    }
  })

  test('never call a journey healthy and faulty for the same cause', () => {
    const faulty = new Set(faults.map((label) => `${label.subjectID} ${named(label)}`))
    const healthy = history.labels.filter((label) => label.kind === 'healthy')
    expect(healthy.filter((label) => faulty.has(`${label.subjectID} ${named(label)}`))).toEqual([])
  })

  test('leave nine in ten ordinary journeys without any fault', () => {
    const flagged = new Set(faults.map((label) => label.subjectID))
    const ordinary = history.journeys.filter((played) => played.scenario === 'ordinary')
    const clean = ordinary.filter((played) => !flagged.has(played.journeyID))
    expect(clean.length / ordinary.length).toBeGreaterThan(0.9)
  })
})
