import { CONDITIONS } from '@/lib/domain/conditions'
import { KEY_CHECK, SESSIONS } from './samples/session'
import type { ConditionGuide } from './types'

export const authInvalidSession: ConditionGuide<'auth-invalid-session'> = {
  condition: 'auth-invalid-session',
  title: CONDITIONS['auth-invalid-session'].title,
  symptom: 'A call on behalf of a borrower answers 401 `AUTH_INVALID_SESSION`.',
  whatItMeans:
    'The platform no longer accepts the session token, or never would at this address. The borrower’s journey itself is untouched; only the access to it is. It is judged from the calls that your systems report, over the last 2 hours, and it resolves once the same kind of call succeeds after the last refusal. Causes are told apart by what is known of the token: when it expires, what replaced it, where it was issued.',
  causes: [
    {
      cause: 'session-expired',
      title: 'The session ran out and nobody renewed it',
      summary: 'The client went on sending a session token after its `sessionExpiresAt`.',
      detection:
        'A 401 `AUTH_INVALID_SESSION` on a call that was made later than the known `sessionExpiresAt` of its token. One second of clock difference is allowed. We wait up to 60 seconds before we name it, since a refusal that is followed by a refresh and a success is an ordinary renewal; a second try with the same token is not.',
      evidence: [
        'When the token was minted or refreshed, and its `sessionExpiresAt`.',
        'The refused call, and how long after the expiry it was made.',
      ],
      lookAlikes: [
        'An ordinary renewal: one 401, then within 60 seconds a refresh and a success with the new token. Several calls that were under way together when the session ended count as one.',
        'A token that is expired and also superseded: refresh token reused, since a refresh would not have helped.',
      ],
      steps: [
        'Store `sessionExpiresAt` beside the token and renew before it passes, with a margin of a minute.',
        'On 401 `AUTH_INVALID_SESSION`, call `POST /sessions/refresh` once with the refresh token and repeat the call once. Do not loop.',
        'Save the new session token and the new refresh token in one write, before the next call uses them.',
        'When the refresh is refused too, have the backend mint a session with `POST /sessions`; the journey continues where it stood.',
        'Check the clock of the machine or phone that decides when to renew.',
      ],
      code: [SESSIONS],
      platformNote:
        'The path `POST /sessions/refresh` is our reading; the documentation describes the rotation without naming it.',
    },
    {
      cause: 'refresh-token-reused',
      title: 'An old token is in use after it was replaced',
      summary:
        'A refresh or a new session gave this borrower new tokens, and some part of your systems still sends the earlier ones.',
      detection:
        'The refused token, session or refresh, had been superseded before the call by a later mint or refresh of the same borrower. A token that is both expired and superseded gets this cause. Live and test are apart: a mint in one makes no token of the other void.',
      evidence: [
        'When the refused token was issued, by fingerprint.',
        'The later mint or refresh that superseded it, with its caller and time.',
        'The refused call.',
      ],
      lookAlikes: [
        'An ordinary renewal: one 401, then within 60 seconds a refresh and a success with the new token.',
        'Expired, with no later mint or refresh of this borrower: session expired.',
      ],
      steps: [
        'Find the two holders of the borrower’s tokens in the evidence: two tabs, two devices, an app and a backend, or two instances of one backend.',
        'Give the tokens one owner. Everyone else asks that owner for the current token and keeps no copy.',
        'Allow one refresh at a time for each borrower: callers that arrive meanwhile wait for its result. Over several processes, hold a row lock on the stored session while refreshing.',
        'Replace both tokens together, in one write. The old refresh token is void the moment the platform answers.',
        'Drop what clients keep (memory, local storage, keychain) whenever a new session is minted.',
        'Do not mint a session where a refresh would do: a new session can make the borrower’s open one stale.',
      ],
      code: [SESSIONS],
    },
    {
      cause: 'session-wrong-environment',
      title: 'A session of the other environment',
      summary: 'The token was issued by the test platform and sent to the live one, or the other way round.',
      detection:
        'A 401 `AUTH_INVALID_SESSION` where the environment of the token differs from the environment of the base URL.',
      evidence: ['The environment in which the token was issued.', 'The environment of the base URL that was called.'],
      lookAlikes: ['A token of the right environment that is expired or superseded: those causes.'],
      steps: [
        'Compare the base URL of the process that minted the session with that of the process that was refused.',
        'Store the environment beside each token and refuse to send one to another environment.',
        'Use separate storage names, cookies and databases for live and test, so that a build switched from one to the other starts empty.',
        'Clear the stale tokens and mint a session in the environment that is meant.',
        'Check base URL and key together at start, as in the sample.',
      ],
      code: [KEY_CHECK],
    },
  ],
}
