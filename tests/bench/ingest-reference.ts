import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { verifyWebhook } from '@/lib/platform/signature'
import { readInput } from './child'

/** The reference of the receiver, a process of its own: bare `node:http`, the same HMAC, one row by `pg`, then the answer. */

export interface ReferenceInput {
  databaseURL: string
  secret: string
}

/** As many as the desk holds. */
const POOL_MAX = 10
const INSERT = `INSERT INTO bench.delivery (id, application_id, event_id, received_at, headers, body)
  VALUES ($1, $2, $3, $4, $5, $6)`

const { databaseURL, secret } = await readInput<ReferenceInput>()
const pool = new Pool({ connectionString: databaseURL, max: POOL_MAX })

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const header = (name: string) => String(request.headers[`x-al-${name}`] ?? '')
  if (!verifyWebhook(secret, header('webhook-timestamp'), body, header('webhook-signature'))) {
    return answer(response, 401, { error: { code: 'SIGNATURE_INVALID' } })
  }
  const id = randomUUID()
  const headers = JSON.stringify(request.headers)
  const values = [id, header('application-id'), header('event-id'), new Date(), headers, body]
  await pool.query({ name: 'insert', text: INSERT, values })
  answer(response, 200, { status: 'accepted', deliveryID: id })
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text)
}

const server = createServer((request, response) => {
  receive(request, response).catch(() => answer(response, 503, { error: { code: 'UNAVAILABLE' } }))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${address && typeof address === 'object' ? address.port : 0}\n`)
})
