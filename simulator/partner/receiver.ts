import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { signWebhook } from '@/lib/platform/signature'
import type { ReportedDelivery } from '../webhooks/types'
import { Random } from '../world/random'

/** How the partner's webhook receiver checks signatures; all but `sound` are the usual mistakes. */
export type ReceiverConduct = 'sound' | 'signs-parsed-body' | 'wrong-secret' | 'forgets-timestamp'

export interface ReceiverOptions {
  port?: number
  secret: string
  applicationID: string
  seed?: number
  conduct?: () => ReceiverConduct
  clock?: () => number
  onDelivery: (delivery: ReportedDelivery) => void
}

export interface Receiver {
  url: string
  stop: () => Promise<void>
}

function computed(conduct: ReceiverConduct, secret: string, timestamp: string, body: Buffer): string {
  if (conduct === 'wrong-secret') return signWebhook(`${secret}\n`, timestamp, body)
  if (conduct === 'forgets-timestamp') return createHmac('sha256', secret).update(body).digest('hex')
  if (conduct !== 'signs-parsed-body') return signWebhook(secret, timestamp, body)
  const parsed: unknown = JSON.parse(body.toString('utf8'))
  return signWebhook(secret, timestamp, Buffer.from(JSON.stringify(parsed)))
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

function known(request: IncomingMessage): Record<string, string> {
  const names = ['content-type', ...Object.values(WEBHOOK_HEADERS)]
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = request.headers[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}

/** The partner's own webhook receiver: verifies, answers, and reports what it got and what it computed. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { clock = Date.now, conduct = () => 'sound' } = options
  const random = new Random(options.seed ?? 1, 'receiver')
  const attempts = new Map<string, number>()
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request)
    const receivedAt = clock()
    const headers = known(request)
    const eventID = headers[WEBHOOK_HEADERS.eventID] ?? ''
    const attempt = (attempts.get(eventID) ?? 0) + 1
    attempts.set(eventID, attempt)
    const digest = computed(conduct(), options.secret, headers[WEBHOOK_HEADERS.timestamp] ?? '', body)
    const isRight = digest === headers[WEBHOOK_HEADERS.signature]
    response.statusCode = isRight ? 200 : 401
    response.end()
    options.onDelivery({
      deliveryID: `rcv_${random.crockford(20)}`,
      applicationID: options.applicationID,
      eventID,
      attempt,
      receivedAt: new Date(receivedAt).toISOString(),
      durationMs: Math.max(0, Math.round(clock() - receivedAt)),
      headers,
      rawBodyBase64: body.toString('base64'),
      outcome: isRight ? 'accepted' : 'rejected',
      responseStatus: response.statusCode,
      computedSignature: digest,
    })
  }
  const server = createServer((request, response) => {
    void receive(request, response)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/webhooks/lending`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
