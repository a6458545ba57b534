import { CONDITIONS } from '@/lib/domain/conditions'
import {
  EXPRESS_ROUTE,
  FASTIFY_ROUTE,
  HEADER_CHECK,
  NEXT_ROUTE,
  SIGN_BY_HAND,
  VERIFY_WEBHOOK,
} from './samples/verify-webhook'
import type { ConditionGuide } from './types'

export const webhookSignatureFailure: ConditionGuide<'webhook-signature-failure'> = {
  condition: 'webhook-signature-failure',
  title: CONDITIONS['webhook-signature-failure'].title,
  symptom: 'A webhook arrives, its check fails, and the update in it is not applied.',
  whatItMeans:
    'The platform signs the `X-AL-Webhook-Timestamp` header exactly as sent, a full stop, and the raw body bytes: HMAC-SHA256 with the webhook secret, in lower-case hex. Your receiver came to another result, or the request does not agree with itself. Until it is mended, journeys stand still in your systems while they move at the platform. For each failure we try the ways in which a digest goes wrong and name the one that fits. Where several fit, the one that changes least wins: encoding, then timestamp, then secret, then bytes altered on the way, then re-serialised JSON, then pairs of these. Failures of one application with one cause (and one secret) within 30 minutes of each other are one finding with a count. What no attempt explains stays undetermined.',
  causes: [
    {
      cause: 'parsed-body-signed',
      title: 'The receiver signs parsed JSON',
      summary:
        'The body went through a JSON parser and back to text before it was checked. Spaces, key order, number forms or escapes changed, and with them the digest.',
      detection:
        'The signature, or the digest that your receiver reports as `computedSignature`, matches a re-serialisation of the body and not the raw bytes.',
      evidence: [
        'Which serialisation matches, and under which secret.',
        'The first byte at which the raw and the re-serialised body differ.',
      ],
      lookAlikes: [
        'The bytes match after undoing a byte-level change such as a BOM or a line ending: body altered in transit, which changes less.',
        'A body that happens to survive parsing unchanged passes the check; the fault shows only with the next one.',
      ],
      steps: [
        'Read the request body as bytes, before any JSON parser: `arrayBuffer()` in Next.js, `express.raw` in Express, a buffer parser in Fastify.',
        'Verify those bytes, and parse them only when the signature is right.',
        'Look for parsers that run earlier: a global `express.json()`, a body-parsing gateway, a serverless adapter that hands over an object.',
        'Do not go through text either: decoding drops a BOM and replaces invalid UTF-8.',
        'Test with a body that has a space after a colon and `1.0` as a number; a receiver that re-serialises fails it.',
        'Have the missed deliveries sent again, or pull the affected journeys.',
      ],
      code: [VERIFY_WEBHOOK, NEXT_ROUTE, EXPRESS_ROUTE, FASTIFY_ROUTE],
    },
    {
      cause: 'wrong-secret',
      title: 'Another secret was used',
      summary:
        'The digest is computed correctly with a secret that is not active for this application: retired, of another application or environment, or damaged when it was copied.',
      detection:
        'The signature matches under a retired secret, under one of another application or environment, under a known secret that was mangled (stray white space, quotes, decoded as hex or base64), or under no secret at all. The finding says which.',
      evidence: [
        'The secret that matches, by its hint and its age, never its value.',
        'How it was mangled, when it was.',
        'The number of deliveries, first and last, and the journeys that missed an update.',
      ],
      lookAlikes: ['A secret in its rotation overlap verifies: healthy.'],
      steps: [
        'Compare the hint in the finding with the secret that the platform shows for this application and environment.',
        'Put the current secret into the receiver’s configuration: its UTF-8 bytes as they stand, without quotes or a line break, not decoded from hex or base64.',
        'Choose the secret by the application of the request when one receiver serves several, and keep live and test apart.',
        'Accept every active secret while a rotation runs, as in the sample.',
        'Tell Journey Desk of the new secret with `npm run -s desk -- secret add --application <UUID> --value-stdin --overlap 24h`.',
        'If nobody rotated the secret, treat it as an incident: somebody may have signed with an old one.',
      ],
      code: [VERIFY_WEBHOOK, SIGN_BY_HAND],
    },
    {
      cause: 'timestamp-omitted',
      title: 'The timestamp is not part of what was signed',
      summary: 'The digest covers the body alone, or the timestamp header did not arrive.',
      detection: 'The timestamp header is absent, or the digest matches the body alone, without the timestamp.',
      evidence: [
        'Whether `X-AL-Webhook-Timestamp` was there.',
        'The digest of the body alone, when it is the one that matches.',
      ],
      lookAlikes: ['The timestamp was signed in another unit, seconds for milliseconds: signature encoding.'],
      steps: [
        'Compute the HMAC over the header’s text exactly as sent, then one full stop, then the raw body.',
        'Do not convert the timestamp first: `1772729300` and `1772729300000` are different texts.',
        'Refuse a request without the header; do not fall back to the body alone.',
        'If the header is missing on arrival, look for a proxy or a gateway that forwards listed headers only, and add all five `X-AL-` headers to its list.',
        'Recompute one delivery by hand to see which side is wrong.',
      ],
      code: [VERIFY_WEBHOOK, SIGN_BY_HAND],
    },
    {
      cause: 'timestamp-stale',
      title: 'Authentic, but too old or too early',
      summary:
        'The signature is right and the timestamp lies outside the tolerance: a replay, a queue in between, or a clock.',
      detection:
        'The signature is valid and the timestamp is further from the time of arrival than the tolerance, 5 minutes by default. A delivery that your receiver reports is judged by its own `receivedAt`.',
      evidence: [
        'The timestamp, the time of arrival and the difference.',
        'Whether the same event had arrived before.',
      ],
      lookAlikes: [
        'The same event again, within the tolerance: a duplicate, counted once.',
        'A wrong signature with an old timestamp: the cause of the signature counts.',
      ],
      steps: [
        'Compare the clock of the receiver with a time server, and turn synchronisation on.',
        'Look at the differences. All the same: a clock. Growing: a queue in front of your check. A single old one: a replay or a re-send.',
        'Verify when the request arrives and queue afterwards; a check behind a queue measures the queue.',
        'Keep authentic late events instead of dropping them: after an outage the platform may send again with the first timestamp. Let the event ID and `sequence` keep them from counting twice.',
        'In Journey Desk they wait in quarantine until an operator applies them; with `webhook.applyStale` on they are applied at once.',
      ],
      code: [VERIFY_WEBHOOK],
      platformNote:
        'Neither the unit of the timestamp nor the tolerance is documented. We read ten digits as seconds, thirteen as milliseconds, and ISO 8601; the tolerance is ours.',
    },
    {
      cause: 'signature-encoding',
      title: 'The right digest in the wrong clothes',
      summary:
        'The digest is correct but written differently: base64, upper case or with a prefix. Or the signed text is put together differently: the timestamp in another unit, another separator, another order.',
      detection:
        'The digest is the right one as base64, in upper case, cut short or with the prefix `sha256=`, or it is right when the signed text has the timestamp in another unit, another separator than a full stop, or its parts in another order.',
      evidence: ['The form that arrived or was computed, and the form that is expected.'],
      lookAlikes: [
        'Two signatures joined by a comma come from a doubled header: malformed, and never accepted.',
        'No timestamp in the signed text at all: timestamp omitted.',
      ],
      steps: [
        "Write the digest as 64 lower-case hex digits: `digest('hex')` in Node.",
        'Compare bytes and not text: decode the header from hex once its shape is checked, and compare in constant time.',
        'Remove code that adds or strips `sha256=`, left over from another provider’s webhooks.',
        'Sign the timestamp as the header has it; parse it only for the tolerance.',
        'Put one full stop between timestamp and body, the timestamp first, and nothing else.',
      ],
      code: [VERIFY_WEBHOOK],
    },
    {
      cause: 'body-altered-in-transit',
      title: 'The bytes changed on the way',
      summary:
        'Something between the platform and your check rewrote the body: a line ending, a BOM, a character set, a compression layer.',
      detection:
        'The signature matches once a byte-level change is undone: a trailing newline, a byte order mark, CRLF line ends, another character set or Unicode form, a gzip or base64 layer, or form encoding.',
      evidence: [
        'The change that was undone.',
        'The offset of the first byte that differs.',
        'The size before and after.',
      ],
      lookAlikes: ['The bytes match only after parsing and writing JSON again: parsed body signed.'],
      steps: [
        'List what stands between the platform and the check: load balancer, API gateway, firewall, queue, proxy middleware.',
        'Catch the bytes at both ends and compare them: the delivery’s page shows ours, with the first difference.',
        'Turn off body rewriting on the webhook’s path: character set conversion, line-ending repair, “JSON normalisation”, automatic decompression or compression.',
        'Carry the body as bytes or base64 through queues, never as text.',
        'In Next.js, keep `proxy.ts` matchers off the webhook’s path: a body that passes through them can be cut short.',
      ],
      code: [NEXT_ROUTE, SIGN_BY_HAND],
    },
    {
      cause: 'header-mismatch',
      title: 'A header contradicts the signed body',
      summary:
        'The signature is right, but the event, tenant or application header names something else than the body. Headers are not signed, so anyone on the way can change them.',
      detection: 'The signature is valid, and the event, tenant or application header differs from the signed body.',
      evidence: ['The header and the field of the body that disagree.', 'How many deliveries, first and last.'],
      lookAlikes: [
        'A body that lacks the field contradicts nothing: it is put into quarantine and not refused.',
        'An application that we do not know, or a wrong signature: other verdicts.',
      ],
      steps: [
        'Take event, tenant and application from the signed body. Use the headers only to choose the secrets to try.',
        'Refuse a request in which they differ, with the same 401 as a bad signature.',
        'Look for a proxy or fan-out that sets these headers itself, often a fixed application ID in a gateway’s configuration.',
        'If no proxy of yours does that, treat it as tampering: keep the delivery and look for others of the same kind.',
      ],
      code: [HEADER_CHECK],
    },
  ],
}
