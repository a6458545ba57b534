import { CONDITIONS } from '@/lib/domain/conditions'
import { BOOTSTRAP, BOOTSTRAP_HTTP, KEY_CHECK } from './samples/session'
import type { ConditionGuide } from './types'

export const authInvalidApiKey: ConditionGuide<'auth-invalid-api-key'> = {
  condition: 'auth-invalid-api-key',
  title: CONDITIONS['auth-invalid-api-key'].title,
  symptom: '`POST /sessions` answers 401 `AUTH_INVALID_API_KEY`.',
  whatItMeans:
    'Your backend could not open a session, so no borrower who needs a new one can go on. The refusal concerns the API key alone; sessions that are already open keep working. It is judged from the calls that your systems report, over the last 2 hours, and it resolves as soon as a later `POST /sessions` of the same caller succeeds. A key that was never seen before, in the right environment and without any success, leaves the cause undetermined.',
  causes: [
    {
      cause: 'missing-bearer-key',
      title: 'No API key where the platform looks for it',
      summary:
        'The request came without an `Authorization` header, with one that is not `Bearer <key>`, or with a borrower’s session or refresh token in place of the key.',
      detection:
        'A 401 `AUTH_INVALID_API_KEY` on `POST /sessions` whose reported credential is `none` or `malformed`, or is a session or refresh token where the API key belongs.',
      evidence: [
        'The refused calls, with their time, request ID and kind of credential.',
        'The last `POST /sessions` of the same caller that succeeded, when there is one.',
      ],
      lookAlikes: [
        'One refusal while the key was being set up, followed by a success of `POST /sessions` within 5 minutes and no refusal since: stored as resolved, not open.',
      ],
      steps: [
        'Open the code that calls `POST /sessions` and check that it sends exactly `Authorization: Bearer sk_…`: one space, no quotes, no line break at the end.',
        'Check that the key reaches the process: print its length and its first eight characters at start, never the key. An empty variable after a deployment is the usual find.',
        'Look for a proxy or gateway that strips or overwrites `Authorization` between the backend and the platform.',
        'Make sure that only `POST /sessions` and the webhook subscription use the API key, and that all borrower calls use the session token (`st_…`).',
        'Keep the key on the backend. If it was ever shipped to a browser or a phone, have it rotated.',
        'Call `POST /sessions` once from the backend’s own machine; the finding resolves with the first success.',
      ],
      code: [BOOTSTRAP_HTTP, BOOTSTRAP],
    },
    {
      cause: 'wrong-environment-key',
      title: 'A live key at the test address, or the other way round',
      summary: 'The key is in order, but it belongs to the other environment than the base URL that was called.',
      detection:
        'A 401 `AUTH_INVALID_API_KEY` on `POST /sessions` where the environment of the key differs from the environment of the base URL.',
      evidence: [
        'The environment of the key, as the call reported it.',
        'The environment of the base URL that was called.',
        'The fingerprint of the key: the first twelve hex digits of its SHA-256, never the key.',
      ],
      lookAlikes: [
        'The same key refused in its own environment: revoked or rotated, when it worked before.',
        'One refusal during set-up with a success within 5 minutes and none since: stored as resolved.',
      ],
      steps: [
        'Compare the key’s prefix (`sk_live_` or `sk_test_`) with the base URL in the configuration of the process that failed.',
        'Correct whichever of the two is wrong, and deploy both from one place so that they can only change together.',
        'Let the process refuse to start on a mismatch, as in the sample.',
        'Search the other environment for sessions that were opened by mistake, and clear them: tokens do not cross either.',
      ],
      code: [KEY_CHECK],
      platformNote:
        'The documentation names the prefix `sk_` only. The infix `live` or `test` is our reading; if your keys look different, take the environment from where the key was issued.',
    },
    {
      cause: 'revoked-or-rotated-key',
      title: 'The key worked once and does not any more',
      summary: 'The key was revoked or replaced at the platform, and a process of yours still sends the old one.',
      detection:
        'A 401 `AUTH_INVALID_API_KEY` on `POST /sessions` in the right environment, where the same fingerprint has succeeded before, or a newer fingerprint of the same caller succeeds now: within 2 hours before or after the refusal. Refusals within 5 minutes of a success that ended an episode continue it, so instances that disagree make one finding.',
      evidence: [
        'The last success of the refused fingerprint.',
        'The first success of the fingerprint that replaced it, when there is one.',
      ],
      lookAlikes: [
        'A fingerprint that was never seen, in the right environment and without any success: undetermined, since nothing shows that it ever was valid.',
        'One refusal with a success of `POST /sessions` within 5 minutes and none since: stored as resolved.',
      ],
      steps: [
        'Ask whoever manages the keys at the platform whether this one was revoked, and why.',
        'Put the current key into the secret store of every process that calls `POST /sessions`: all regions, job runners and old releases that still drain.',
        'Restart them, or make them read the key again; many clients read it once at start.',
        'Compare fingerprints over all instances. The caller in the finding tells which service is behind.',
        'If the old key may have leaked, have it revoked at the platform instead of waiting for its end.',
        'For the next rotation: deploy the new key everywhere first, watch the old fingerprint fall silent, revoke last.',
      ],
      code: [BOOTSTRAP],
    },
  ],
}
