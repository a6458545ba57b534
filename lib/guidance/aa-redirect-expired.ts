import { CONDITIONS } from '@/lib/domain/conditions'
import { AA_REDIRECT } from './samples/journey'
import type { ConditionGuide } from './types'

export const aaRedirectExpired: ConditionGuide<'aa-redirect-expired'> = {
  condition: 'aa-redirect-expired',
  title: CONDITIONS['aa-redirect-expired'].title,
  symptom: 'The borrower opens the Account Aggregator link and is told that it is no longer valid.',
  whatItMeans:
    'Consent links live for a short time. This one ended before the borrower came back, and nobody has asked for another. The next move is yours: until your systems renew the link, the borrower has no way to continue.',
  causes: [
    {
      cause: 'consent-session-timed-out',
      title: 'The link was opened after its time',
      summary:
        'A link was sent by message or left in a tab, its consent session timed out, and no newer one was issued.',
      detection:
        'The journey is not final and still needs consent (status `AA_REQUIRED` or `OFFERS_PENDING`, or an open `ACCOUNT_AGGREGATOR` step), and either the AA session is `REDIRECT_READY` or `IN_PROGRESS` past its `redirectExpiresAt` with no newer redirect issued, or its state is `EXPIRED`.',
      evidence: [
        'The AA session, its state and `redirectExpiresAt`.',
        'The journey’s status or the open `ACCOUNT_AGGREGATOR` step that still needs it.',
        'That no newer redirect is known.',
      ],
      lookAlikes: [
        'A newer redirect was issued: the old one no longer matters.',
        'The borrower returned or approved before the expiry.',
        'The journey is final, or went on without consent.',
      ],
      steps: [
        'Create or reconcile the session with `POST /aa/sessions`; the platform answers the one that counts.',
        'Request a fresh link with `POST /aa/sessions/{aaSessionID}/redirect`. Use a new `Idempotency-Key` for each renewal: a repeated key asks for the earlier answer again, which is the old link.',
        'Send borrowers a link to your own page, and request the platform’s link when they tap there. Never put the platform’s link into a message.',
        'Keep `expiresAt` beside the link and renew it when less than half a minute is left.',
        'When the borrower comes back late, explain that the link is renewed for their safety and offer one button to continue.',
        'After their return, reconcile the session once more and wait for its state to move.',
      ],
      code: [AA_REDIRECT],
      platformNote:
        'How long a link lives is not documented; rely on the `redirectExpiresAt` of each session and never on a fixed number.',
    },
  ],
}
