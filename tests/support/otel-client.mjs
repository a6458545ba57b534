// A partner's system as it would be: the OpenTelemetry SDK with its HTTP instrumentation, told by the two environment
// variables where to export to. Calls each `METHOD URL` of its arguments once.
import { createRequire } from 'node:module'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { NodeSDK } from '@opentelemetry/sdk-node'

const capture = { requestHeaders: ['idempotency-key', 'x-correlation-id'], responseHeaders: ['retry-after'] }
const http = new HttpInstrumentation({
  headersToSpanAttributes: { client: capture },
  applyCustomAttributesOnSpan: (span) => span.setAttribute('lending.borrower_external_id', 'CUST_9'),
})
const sdk = new NodeSDK({ serviceName: 'borrower-app', instrumentations: [http] })
sdk.start()

// Loaded after the start, as the instrumentation wants it.
const client = createRequire(import.meta.url)('node:http')
for (const target of process.argv.slice(2)) {
  const [method, url] = target.split(' ')
  await new Promise((resolve) => {
    const headers = { 'idempotency-key': 'idem-1', 'x-correlation-id': 'cor-1' }
    const request = client.request(url, { method, headers }, (response) => response.resume().on('end', resolve))
    request.on('error', resolve)
    request.end()
  })
}
await sdk.shutdown()
