import { CONDITIONS } from '@/lib/domain/conditions'
import { AA_REDIRECT } from './samples/journey'
import { POLLING } from './samples/retry'
import type { ConditionGuide } from './types'

export const offersPending: ConditionGuide<'offers-pending'> = {
  condition: 'offers-pending',
  title: CONDITIONS['offers-pending'].title,
  symptom: 'A journey stays in `OFFERS_PENDING` and no further offers arrive.',
  whatItMeans:
    'The profile is in, and lenders are being asked. Ordinarily that is over in minutes. Beyond 10 minutes (a setting) we ask who holds it up: a lender who has not answered, a consent that the borrower has still to give, or your own client, which looks so often that it reads the old state again and again. The wait runs from the first snapshot of the unbroken run of `OFFERS_PENDING`; repeats of the status do not restart it. When the pending operations were never told to us, the cause stays undetermined; when they are known, none is an open dispatch and no offer needs consent, the journey is stalled waiting on the platform.',
  causes: [
    {
      cause: 'lender-dispatch-in-flight',
      title: 'A lender has not answered yet',
      summary: 'The platform has sent the application to a lender, or is about to, and the answer is outstanding.',
      detection:
        'In `OFFERS_PENDING` for longer than 10 minutes, with a `LENDER_DISPATCH` operation that is `QUEUED`, `IN_FLIGHT` or `RETRYING`.',
      evidence: [
        'Since when the journey has been in `OFFERS_PENDING`, and the threshold that was applied.',
        'Each open dispatch: lender, status, attempts, when it started.',
      ],
      lookAlikes: [
        'A wait that is younger than the threshold: nothing is wrong yet.',
        'A journey whose status has moved on: over.',
      ],
      steps: [
        'Leave the journey alone: do not resubmit the profile and do not start a second journey. Neither makes the lender faster.',
        'Read `pendingOperations` of `GET /journeys/{journeyID}/state`: which lender, which attempt, since when.',
        'Count the journeys that wait for the same lender. One journey is a slow answer; many are an outage.',
        'Check the webhook deliveries of this journey: an answer may have come that your receiver refused.',
        'For an outage, send the platform’s support the lender, the operation IDs and the time since when. A `RETRYING` operation with many attempts is worth their look in any case.',
        'Show the borrower the offers that are there already, and tell them that more may follow.',
      ],
      code: [POLLING],
    },
    {
      cause: 'polling-too-aggressive',
      title: 'Your client reads faster than the state can change',
      summary:
        'One client reads the state every few seconds during a passive wait, so most reads come before the next update lands.',
      detection:
        'The same wait of more than 10 minutes, and one client (caller and token fingerprint) with at least 6 state reads over the last 10 minutes whose median gap is below 10 seconds, while no step and no redirect is in the borrower’s hands. This needs the calls that your systems report; without them it is neither named nor ruled out.',
      evidence: [
        'The client, its number of reads, and the median gap between them.',
        'The version that those reads returned, when it is known.',
      ],
      lookAlikes: [
        'Bursts while a step is active or just submitted: 2 to 5 seconds are right there.',
        'Two clients, each at a proper pace: they are not added up.',
      ],
      steps: [
        'Poll every 10 to 20 seconds while offers are being fetched, with a random part so that clients do not fall into step.',
        'Poll every 2 to 5 seconds only while a step is `READY` or `IN_PROGRESS` or something was just submitted, and only on a screen that somebody looks at.',
        'Run one loop for a journey, start the next read only after the last was answered, and stop at a final status.',
        'Treat an unchanged `version` as no news. Do not restart the wait or reload the screen for it.',
        'Let webhooks update everything that no borrower is looking at.',
      ],
      code: [POLLING],
    },
    {
      cause: 'aa-required',
      title: 'An offer waits for Account Aggregator consent',
      summary: 'No lender is at work any more: the next offers need bank data that the borrower has not shared.',
      detection:
        'The same wait of more than 10 minutes, an offer whose `aa.required` is true and whose state is `REQUIRED`, `REDIRECT_READY`, `IN_PROGRESS` or `EXPIRED`, and no dispatch in flight.',
      evidence: [
        'The offer, its lender and its `aa` state.',
        'The expiry of the consent link, when one was issued.',
        'That no `LENDER_DISPATCH` is open.',
      ],
      lookAlikes: ['Consent was approved: not this.', 'A dispatch is still open: the lender has the move.'],
      steps: [
        'Read the offers of the journey and find the one with `aa.required` true.',
        'Create or reconcile its session with `POST /aa/sessions`, and request a link with `POST /aa/sessions/{aaSessionID}/redirect`.',
        'Send the borrower to that link at the moment they tap, and say what it is for: sharing bank statements with the lender.',
        'On return, reconcile the session again and poll every 2 to 5 seconds until its state moves.',
        'If the borrower declines, show the offers that need no consent.',
      ],
      code: [AA_REDIRECT],
      platformNote:
        'Which states follow `USER_RETURNED` is our reading: `APPROVAL_PENDING`, then `APPROVED`, `REJECTED`, `EXPIRED` or `FAILED`.',
    },
  ],
}
