import { CONDITIONS } from '@/lib/domain/conditions'
import { BACKOFF, POLLING, WRITE_LIMIT } from './samples/retry'
import type { ConditionGuide } from './types'

export const rateLimited: ConditionGuide<'rate-limited'> = {
  condition: 'rate-limited',
  title: CONDITIONS['rate-limited'].title,
  symptom: 'The platform answers 429 `RATE_LIMITED`.',
  whatItMeans:
    'You sent more than the platform takes. A 429 by itself is no fault: a client that waits as long as `Retry-After` says, waits longer each time and reuses its keys behaves well, and gets no finding however many it meets. We look at what happens after the 429. It is judged from the calls that your systems report, over the last 2 hours, and resolves when that window holds no evidence any more. When several borrowers together reach the limit (ten 429s of at least three borrowers within 2 minutes), no retry shows how you take it and none of the three causes holds, the cause is undetermined.',
  causes: [
    {
      cause: 'missing-backoff',
      title: 'Retries come too soon, or always at the same pace',
      summary: 'After a 429 the same call is repeated before the wait is over, or again and again at one interval.',
      detection:
        'Either the same operation (method, raw path, borrower, and for writes the digest of the body) is repeated after a 429 before `Retry-After` ends, in more than 5 % of its 429s and at least 3 times; or, over chains of at least 3 retries, the gaps do not grow: the geometric mean of the ratios of successive gaps is below 1.5. A retry is early when it comes more than a second before the wait ends, or more than half of it where less than two seconds were asked. A gap is the time from an answer to the next call. From 5 chains on we pool the slope of log2(gap) over the attempts and name the cause below 0.35, when chance can be ruled out; with fewer, most chains must be as regular as a fixed wait, or without any wait.',
      evidence: [
        'The operation, its 429s, and how many were repeated before `Retry-After` ended.',
        'The chains of retries, and how their gaps grow.',
      ],
      lookAlikes: [
        'Gaps that grow and `Retry-After` obeyed: good behaviour, no finding.',
        'Full jitter: a random share of a window that doubles grows over many chains. In a single short chain it cannot be told from no growth, so nothing is named.',
        'A few early retries among many 429s that were waited out: below the share, no finding. Where the share falls under it as more calls come, the finding ends.',
      ],
      steps: [
        'Never send before `Retry-After` ends. It comes as a number of seconds or as an HTTP date; read both.',
        'Beyond that, double the window with each retry and take a random share of it, so that clients do not return together.',
        'Stop after a few retries and hand the work to a queue, or tell the user.',
        'Retry in one layer only. An HTTP client, an SDK and a job runner with three retries each make 64 calls of one.',
        'Let the polling loop obey the same wait: a 429 delays the next read as well.',
        'Prefer webhooks to polling for every journey that nobody is looking at.',
      ],
      code: [BACKOFF, POLLING],
    },
    {
      cause: 'retry-without-idempotency',
      title: 'A repeated write counts as a new one',
      summary: 'The same write is sent again without an `Idempotency-Key`, or with a fresh key each time.',
      detection:
        'The same write (method, raw path, borrower and digest of the body) is repeated with no `Idempotency-Key`, or with a new key each time, in at least 3 operations. A `PUT` whose digest is not reported is not counted: its body may have changed.',
      evidence: ['The operations, with their repeats and the keys that were sent.', 'The caller that sends them.'],
      lookAlikes: ['The same key reused on each retry: as it should be.'],
      steps: [
        'Make the key when the operation is decided (the tap, the job), not when the request is sent.',
        'Store it beside the operation, so that a retry after a crash sends the same one.',
        'Send it on every `POST`, `PUT` and `PATCH`, and the same body with it.',
        'Look for an HTTP client that makes the key in an interceptor: it runs again for each retry.',
        'Disable the button while its request is under way.',
        'Check the affected borrowers for effects that happened twice.',
      ],
      code: [BACKOFF],
    },
    {
      cause: 'excessive-writes',
      title: 'Too many different writes',
      summary: 'Each write is a new one, and there are more of them than one borrower or one application should make.',
      detection:
        'Distinct writes above 30 a minute for one borrower or 300 a minute for one application, over at least 2 minutes, with 429s.',
      evidence: [
        'The writes of each minute, against the limit.',
        'The borrower or the application, and the routes that make up most of it.',
      ],
      lookAlikes: [
        'The same write repeated: retry without idempotency, or missing backoff.',
        'A short peak of less than 2 minutes.',
      ],
      steps: [
        'Find the routes at the top. Saving the profile on every keystroke and re-creating sessions are the usual ones.',
        'Send once, when the borrower is done: collect the profile and write it with one `PUT /profile`.',
        'Write only what changed: compare with what was sent last.',
        'Spread batch jobs over time with a pace of their own, well below the limit, and leave room for borrowers who are waiting.',
        'Read through webhooks, and do not write just to see the new state.',
      ],
      code: [WRITE_LIMIT],
      platformNote:
        'The platform does not document its limits. The numbers here are our own thresholds; the `Retry-After` of its answers is what counts.',
    },
  ],
}
