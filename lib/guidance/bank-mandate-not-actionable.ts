import { CONDITIONS } from '@/lib/domain/conditions'
import { PROCEEDED_STEPS } from './samples/journey'
import type { ConditionGuide } from './types'

export const bankMandateNotActionable: ConditionGuide<'bank-mandate-not-actionable'> = {
  condition: 'bank-mandate-not-actionable',
  title: CONDITIONS['bank-mandate-not-actionable'].title,
  symptom: 'The `BANK_MANDATE` step stays `PENDING` and offers the borrower nothing to do.',
  whatItMeans:
    'The borrower chose an offer and should set up repayment, but the step does not open. Either the journey has not come that far, or something before it is unfinished, or your screen shows the steps of another offer than the one that was proceeded. The step’s own `diagnostics` and the journey’s `nextAction` tell which.',
  causes: [
    {
      cause: 'journey-state-not-reached',
      title: 'The journey has not arrived at the mandate',
      summary: 'The step opens only from a certain journey status, and the journey stands before it.',
      detection:
        'The `BANK_MANDATE` step of the proceeded offer is `PENDING` with action `NONE` or `WAIT` for longer than 15 minutes, and the journey’s status comes before `BANK_MANDATE_PENDING` (or before `diagnostics.requiredJourneyStatus`, when the step names one). Time in which the move is the borrower’s does not count.',
      evidence: [
        'The step’s status, action and diagnostics, and since when.',
        'The journey’s status and the status that the step asks for.',
      ],
      lookAlikes: [
        'An earlier step is `READY` or `IN_PROGRESS` with `REDIRECT` or `SUBMIT_FORM`: the borrower’s move. The journey is idle, not stuck.',
        'The status is reached and an earlier step is unfinished: prerequisite incomplete.',
      ],
      steps: [
        'Read `GET /journeys/{journeyID}/state` and compare `status` and `nextAction` with `diagnostics.requiredJourneyStatus` of the step.',
        'Do what `nextAction` names; it is the platform’s word for what comes first.',
        'Check the journey’s webhook deliveries: when a newer snapshot was refused, your systems stand behind the platform.',
        'When `nextAction` asks nothing of borrower or backend, send the journey ID, the step’s `diagnostics` and the time since when to the platform’s support.',
        'Show the step as “comes later” with its reason, not as a button that does nothing.',
      ],
      code: [PROCEEDED_STEPS],
    },
    {
      cause: 'prerequisite-incomplete',
      title: 'An earlier step is not finished',
      summary: 'The journey has arrived, but a step that the mandate depends on has neither succeeded nor been waived.',
      detection:
        'The same wait of more than 15 minutes with the journey status reached, and a step in `diagnostics.blockedBy`, or an earlier required step, that is neither `SUCCESS` nor `NOT_REQUIRED`.',
      evidence: [
        'The blocking steps, with status, action and since when.',
        'The mandate step’s `diagnostics.blockedBy`, when the platform names it.',
      ],
      lookAlikes: [
        'The blocking step is `READY` or `IN_PROGRESS` with `REDIRECT` or `SUBMIT_FORM`: the borrower’s move, idle.',
        'The journey’s status is still before the mandate: journey state not reached.',
      ],
      steps: [
        'Read `GET /offers/{offerID}/steps` of the proceeded offer and list what stands before `BANK_MANDATE` without `SUCCESS` or `NOT_REQUIRED`.',
        'For a step in `FAILURE`, show the borrower its `diagnostics.message` and let them repeat it.',
        'For `RECONCILE`, have your backend reconcile what the step names (for consent that is `POST /aa/sessions`) and read the step again. For `AWAIT_CALLBACK`, somebody else’s answer is due; check that no webhook with it was refused.',
        'For a step that waits with no action, send the platform’s support the offer ID, the step ID and its `diagnostics`.',
        'Read the steps again after each success, until the mandate is `READY`.',
      ],
      code: [PROCEEDED_STEPS],
    },
    {
      cause: 'stale-offer-selection',
      title: 'You look at the steps of the wrong offer',
      summary: 'One offer was proceeded and your client keeps reading the steps of another, which will never open.',
      detection:
        'At least 3 reads of the steps of an offer other than the proceeded one, made after the proceed, the last of them within 15 minutes. This needs the calls that your systems report; without them it is neither named nor ruled out.',
      evidence: [
        'The offer that was proceeded, and when.',
        'The reads of the other offer’s steps: caller, count, first and last.',
      ],
      lookAlikes: [
        'Fewer than 3 reads of the other offer after the proceed, or none in the last 15 minutes.',
        'Reads of several offers before any was proceeded: comparing, as intended.',
      ],
      steps: [
        'Read the offers of the journey again and take the `offerID` of the one with `proceededAt`.',
        'Read `GET /offers/{offerID}/steps` with that ID; the mandate may be open there already.',
        'Find where the other ID is kept (route parameter, local storage, a row in your database) and replace it on every successful proceed.',
        'Key caches of steps by offer and drop them when another offer is proceeded.',
        'Confirm that the proceed of the offer on screen succeeded: a 409 means that another one won.',
      ],
      code: [PROCEEDED_STEPS],
    },
  ],
}
