import { randomUUID } from 'node:crypto'
import { signWebhook } from '@/lib/platform/signature'
import { insertApplication } from '@/lib/store/applications'
import { insertSecret } from '@/lib/store/secrets'

export interface TestApplication {
  applicationID: string
  tenantID: string
  secret: string
}

export async function addTestApplication(overrides: Partial<TestApplication> = {}): Promise<TestApplication> {
  const application = {
    applicationID: randomUUID(),
    tenantID: randomUUID(),
    secret: `whsec_${randomUUID()}`,
    ...overrides,
  }
  await insertApplication({
    applicationID: application.applicationID,
    tenantID: application.tenantID,
    name: 'Acme Borrow',
    environment: 'live',
    baseURL: 'https://platform.example',
    apiKey: null,
  })
  await insertSecret({ applicationID: application.applicationID, value: application.secret, retireOthersAt: null })
  return application
}

export interface SampleOptions {
  eventID?: string
  sequence?: number | string
  eventAt?: string
  borrower?: Record<string, unknown>
  journey?: Record<string, unknown>
}

/** The documented sample body, with the given parts replaced. A sequence given as text stands unquoted in the JSON. */
export function sampleBody(application: TestApplication, options: SampleOptions = {}): string {
  const eventAt = options.eventAt ?? '2026-03-05T16:48:20.000Z'
  const body = {
    schema_version: '1.0.0',
    event_type: 'journey.snapshot',
    event_id: options.eventID ?? `evt_${randomUUID()}`,
    event_at: eventAt,
    snapshot_generated_at: eventAt,
    sequence: options.sequence ?? 1741179022100,
    issuer: { source: 'credit-api', trigger: 'journey.offer.updated' },
    tenant_id: application.tenantID,
    application_id: application.applicationID,
    borrower: {
      borrowerExternalID: 'CUST_0012',
      journeys: [
        {
          journeyID: 'b7bb465b-135e-4ffd-9c7f-0d43f7ee43d9',
          status: 'OFFERS_AVAILABLE',
          nextAction: 'VIEW_OFFERS',
          ...options.journey,
        },
      ],
      ...options.borrower,
    },
  }
  const text = JSON.stringify(body)
  return typeof options.sequence === 'string'
    ? text.replace(`"sequence":"${options.sequence}"`, `"sequence":${options.sequence}`)
    : text
}

/** The five headers of a delivery of `body`, signed at `at` unless told otherwise. */
export function signedHeaders(
  application: TestApplication,
  body: string | Uint8Array,
  options: { at?: Date; secret?: string; eventID?: string } = {},
): Record<string, string> {
  const timestamp = String(Math.floor((options.at ?? new Date()).getTime() / 1000))
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  return {
    'content-type': 'application/json',
    'x-al-event-id': options.eventID ?? eventIDOf(body),
    'x-al-tenant-id': application.tenantID,
    'x-al-application-id': application.applicationID,
    'x-al-webhook-timestamp': timestamp,
    'x-al-webhook-signature': signWebhook(options.secret ?? application.secret, timestamp, bytes),
  }
}

function eventIDOf(body: string | Uint8Array): string {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8')
  return /"event_id":"([^"]*)"/.exec(text)?.[1] ?? 'evt_unknown'
}
