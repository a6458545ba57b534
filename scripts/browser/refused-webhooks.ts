import { createHmac } from 'node:crypto'

/** Webhooks that the receiver refuses for reasons that it can explain, so that the screens about them have something to show. */

export interface Sender {
  applicationID: string
  tenantID: string
  secret: string
}

type Sign = (body: string, timestamp: string, secret: string) => string

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text)
const WAYS: Sign[] = [
  (body, timestamp, secret) => hmac(secret, `${timestamp}.${JSON.stringify(JSON.parse(body))}`).digest('hex'),
  (body, timestamp, secret) => hmac(`${secret}\n`, `${timestamp}.${body}`).digest('hex'),
  (body, timestamp, secret) => hmac(secret, `${timestamp}.${body}`).digest('base64'),
  (body, _timestamp, secret) => hmac(secret, body).digest('hex'),
]

/** `journeyIDs` lend their names to the bodies. */
export async function sendRefusedWebhooks(url: string, sender: Sender, journeyIDs: string[]): Promise<void> {
  for (const [index, journeyID] of journeyIDs.entries()) {
    const sign = WAYS[index % WAYS.length]
    const body = bodyOf(sender, journeyID, index)
    const timestamp = String(Math.floor(Date.now() / 1000))
    const headers = {
      'content-type': 'application/json',
      'x-al-event-id': `evt_refused_${index}`,
      'x-al-tenant-id': sender.tenantID,
      'x-al-application-id': sender.applicationID,
      'x-al-webhook-timestamp': timestamp,
      'x-al-webhook-signature': sign?.(body, timestamp, sender.secret) ?? '',
    }
    await fetch(`${url}/api/webhooks/platform`, { method: 'POST', headers, body })
  }
}

/** Written with spaces, as no JSON.stringify would, so that a re-serialised body signs differently. */
function bodyOf({ applicationID, tenantID }: Sender, journeyID: string, index: number): string {
  const now = new Date()
  const journeys = [{ journeyID, status: 'KYC_PENDING', nextAction: 'COMPLETE_KYC' }]
  const body = {
    ...{ schema_version: '1.0.0', event_type: 'journey.snapshot', event_id: `evt_refused_${index}` },
    ...{ event_at: now.toISOString(), snapshot_generated_at: now.toISOString(), sequence: 1 + index },
    ...{ tenant_id: tenantID, application_id: applicationID },
    borrower: { borrowerExternalID: `CUST_${1000 + index}`, journeys },
  }
  return JSON.stringify(body, null, 1)
}
