import fc from 'fast-check'
import { sampleCall } from '@/tests/support/calls'
import { sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'
import type { Attack } from './attacks'

type Row = Record<string, unknown>
interface Endpoint {
  path: string
  record: (application: TestApplication, id: string) => Row
  required: readonly string[]
}

const ENDPOINTS: readonly Endpoint[] = [
  {
    path: '/api/ingest/api-calls',
    record: (application, id) => sampleCall(application, { callID: `call_${id}` }),
    required: ['callID', 'occurredAt', 'caller', 'applicationID', 'environment', 'method', 'path', 'status'],
  },
  {
    path: '/api/ingest/deliveries',
    record: (application, id) => reported(application, id),
    required: ['deliveryID', 'applicationID', 'receivedAt', 'rawBodyBase64'],
  },
]

function reported(application: TestApplication, id: string): Row {
  const body = sampleBody(application, { eventID: `evt_${id}`, journey: { journeyID: `j-${id}` } })
  return {
    deliveryID: `report_${id}`,
    applicationID: application.applicationID,
    receivedAt: new Date().toISOString(),
    headers: signedHeaders(application, body),
    rawBodyBase64: Buffer.from(body).toString('base64'),
    outcome: 'accepted',
    responseStatus: 200,
  }
}

/** Batches of good and broken records, batches that are none, and tokens that are none. */
export function batchAttacks(application: TestApplication, token: string): fc.Arbitrary<Attack> {
  const endpoint = fc.constantFrom(...ENDPOINTS)
  const json = { 'content-type': 'application/json' }
  const trusted = { ...json, authorization: `Bearer ${token}` }
  const rows = fc.array(
    fc.record({ id: fc.uuid(), isBroken: fc.boolean(), field: fc.nat(), instead: fc.constantFrom(...INSTEAD) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  return fc.oneof(
    fc.tuple(endpoint, rows).map(([{ path, record, required }, picked]): Attack => {
      const records = picked.map(({ id, isBroken, field, instead }) => {
        const good = record(application, id)
        return isBroken ? { ...good, [required[field % required.length] ?? '']: instead } : good
      })
      const refused = picked.flatMap(({ isBroken }, index) => (isBroken ? [index] : []))
      const body = Buffer.from(JSON.stringify({ records }))
      return { name: 'a batch with broken records', path, headers: trusted, body, statuses: [202, 429], refused }
    }),
    fc.tuple(endpoint, fc.json()).map(([{ path }, text]): Attack => {
      const body = Buffer.from(text)
      return { name: 'any JSON for a batch', path, headers: trusted, body, statuses: [400, 429] }
    }),
    fc.tuple(endpoint, fc.uint8Array({ maxLength: 1_000 })).map(([{ path }, body]): Attack => {
      const headers = { ...trusted, 'content-encoding': 'gzip' }
      return { name: 'a batch that is not gzip', path, headers, body, statuses: [400, 429] }
    }),
    fc
      .tuple(endpoint, fc.uuid(), fc.stringMatching(/^[A-Za-z0-9_-]{0,60}$/))
      .map(([{ path, record }, id, guess]): Attack => {
        const body = Buffer.from(JSON.stringify({ records: [record(application, id)] }))
        const headers = { ...json, authorization: `Bearer ${guess}` }
        return { name: 'a guessed token', path, headers, body, statuses: [401] }
      }),
  )
}

/** None of them is an ID, a time, a method, a path or a status; an empty text is left out, since a body may be empty. */
const INSTEAD: readonly unknown[] = [{}, [], true, null]
