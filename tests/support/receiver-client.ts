import { createHash } from 'node:crypto'
import { z } from 'zod'
import { sendRaw, type RawAnswer, type RawRequest } from '@/tests/support/raw-http'
import { runSQL } from '@/tests/support/sql'

/** Sends webhooks over real HTTP, and reads back through the public read API what was kept of them. */

export const keptDelivery = z.looseObject({
  id: z.string(),
  eventID: z.string().nullable(),
  attempt: z.number(),
  verdict: z.string(),
  cause: z.string().nullable(),
  processing: z.string(),
  responseStatus: z.number().nullable(),
  forensics: z.looseObject({ cause: z.string(), sentence: z.string() }).nullable(),
  journeyIDs: z.array(z.string()),
  bodySize: z.number(),
  bodySha256: z.string().nullable(),
})
export type KeptDelivery = z.infer<typeof keptDelivery>

const accepted = z.object({ status: z.string(), deliveryID: z.string() })
const deliveryPage = z.object({ data: z.array(keptDelivery) })
const bodyOf = z.record(z.string(), z.unknown())

export interface ReceiverClient {
  post: (body: string | Uint8Array, headers: Record<string, string>, more?: RawRequest) => Promise<RawAnswer>
  /** The delivery that an answer names. */
  deliveryOf: (answer: RawAnswer) => Promise<KeptDelivery>
  /** Among the newest deliveries, the one of these bytes. */
  deliveryWithBody: (body: string | Uint8Array) => Promise<KeptDelivery | undefined>
  newest: () => Promise<KeptDelivery[]>
  read: (path: string) => Promise<Record<string, unknown>>
  rowCount: () => Promise<number>
}

/** `token` needs the scope read. */
export function receiverClient(url: string, token: string, databaseURL: string): ReceiverClient {
  const read = async (path: string) => {
    const answer = await sendRaw(url + path, { method: 'GET', headers: { authorization: `Bearer ${token}` } })
    if (answer.status !== 200) throw new Error(`GET ${path} answered ${answer.status}: ${answer.text}`)
    return bodyOf.parse(answer.json())
  }
  const newest = async () => deliveryPage.parse(await read('/api/v1/deliveries?limit=200')).data
  return {
    read,
    newest,
    post: (body, headers, more) => sendRaw(`${url}/api/webhooks/platform`, { body, headers, ...more }),
    deliveryOf: async (answer) =>
      keptDelivery.parse(await read(`/api/v1/deliveries/${accepted.parse(answer.json()).deliveryID}`)),
    deliveryWithBody: async (body) => (await newest()).find((delivery) => delivery.bodySha256 === sha256(body)),
    rowCount: async () => {
      const [row] = await runSQL<{ count: string }>(databaseURL, 'SELECT count(*) FROM webhook_delivery')
      return Number(row?.count)
    },
  }
}

export function sha256(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}
