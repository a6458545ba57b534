import { CONDITIONS } from '@/lib/domain/conditions'
import { PROCEED } from './samples/journey'
import type { ConditionGuide } from './types'

export const offerLockConflict: ConditionGuide<'offer-lock-conflict'> = {
  condition: 'offer-lock-conflict',
  title: CONDITIONS['offer-lock-conflict'].title,
  symptom: '`POST /offers/{offerID}/proceed` answers 409 `OFFER_LOCK_CONFLICT`.',
  whatItMeans:
    'A journey goes on with one offer. The first successful proceed locks the journey to it, and every other offer of that journey is out of reach from then on. The 409 is the platform keeping to that; the fault is that somebody could still choose. A 409 with no known winner leaves the cause undetermined.',
  causes: [
    {
      cause: 'offer-already-proceeded',
      title: 'Another offer of this journey was taken before',
      summary: 'Offer A was proceeded; later somebody, or some code, tried offer B of the same journey.',
      detection:
        'A 409 on proceeding offer B after a successful proceed of offer A of the same journey, where A and B differ. The proceed of A may be known from the calls or from a snapshot, one that arrives later included. The finding holds while the journey runs, and for 2 hours at least; it ends when the journey is final. It explains no wait, so it does not hide a stalled journey.',
      evidence: [
        'Offer A and the time of its proceed.',
        'The refused proceed of offer B, with its caller.',
        'How long B was still on offer after A had won.',
      ],
      lookAlikes: [
        'A 409 after a proceed of the same offer: a retry, no finding.',
        'A 409 where no proceed of another offer is known: undetermined.',
      ],
      steps: [
        'Take the first successful proceed as final. Do not retry the 409 and do not move on to the next offer.',
        'Read the journey’s state and its offers again; the winner is the offer with `proceededAt`. Show the borrower that one and its next step.',
        'Take every other offer off the screen as soon as one was proceeded, in all open tabs and devices: on the webhook, and again whenever the page gets focus.',
        'Disable the button on the first tap, and send one `Idempotency-Key` for one decision, so that a double tap is the same request.',
        'If the borrower wanted B, tell them that this journey is bound to A; what is possible beyond that is for the lender or the platform’s support to say.',
      ],
      code: [PROCEED],
    },
  ],
}
