import { CONDITIONS } from '@/lib/domain/conditions'
import { POLLING } from './samples/retry'
import { NEXT_ROUTE, VERIFY_WEBHOOK } from './samples/verify-webhook'
import type { ConditionGuide } from './types'

export const journeyStalled: ConditionGuide<'journey-stalled'> = {
  condition: 'journey-stalled',
  title: CONDITIONS['journey-stalled'].title,
  symptom: 'A journey has not moved for longer than its status should take, and it is not the borrower’s turn.',
  whatItMeans:
    'Every journey has an owner of the next move. When that is the borrower, the journey is idle: shown and counted, not stuck, and the time does not count. When it is somebody else, or nobody, and the wait is longer than expected, it is stalled. This condition is the last resort: it holds only where none of the more exact ones does. Expected are at most 15 minutes in `PROFILE_SUBMITTED` and `OFFER_SELECTED`, 10 in `OFFERS_PENDING`, 30 in `KYC_PENDING`, `E_MANDATE_PENDING` and `LOAN_AGREEMENT_PENDING`, 15 in `BANK_MANDATE_PENDING`, 24 hours in `LENDER_PROCESSING`; each is a setting. Consent that was given back and not answered for 30 minutes is stalled too, with the cause undetermined: the Account Aggregator has the move. The wait runs in the time of the events, from the first snapshot of the unbroken run of the status, and starts again when a move of the borrower ends.',
  causes: [
    {
      cause: 'waiting-on-platform',
      title: 'The platform has the move',
      summary: 'Nothing is asked of borrower, lender or you; the platform should carry the journey on, and has not.',
      detection:
        'The owner of the next move is the platform for longer than the threshold of the status. That covers `PROFILE_SUBMITTED`, `OFFER_SELECTED`, `KYC_PENDING` to `LOAN_AGREEMENT_PENDING` where the steps were never told to us, an open `PROFILE_CHECK` or `STEP_RECONCILE` operation, and `OFFERS_PENDING` where the operations are known, none is an open dispatch and no offer needs consent.',
      evidence: [
        'The status, since when, and the threshold that was applied.',
        'The open operation, with attempts, when there is one.',
      ],
      lookAlikes: [
        'A step is `READY` or `IN_PROGRESS` with `REDIRECT` or `SUBMIT_FORM`: the borrower’s move, idle.',
        'A newer state is known and did not arrive: updates missing.',
        '`OFFERS_PENDING` with operations that were never told to us: offers pending, undetermined.',
      ],
      steps: [
        'Refresh the journey, so that you judge the platform’s state of now.',
        'Read `nextAction` and `pendingOperations`. If they ask something of your systems, do that first.',
        'Count the journeys that stand in the same status. Many at once are an incident at the platform: report it once, with the time since when.',
        'For a single one, send the platform’s support the journey ID, the status, the time since when and the operation ID.',
        'Do not submit again what was submitted; a second write does not wake the first.',
        'Tell the borrower that nothing is needed from them, and when you will look again.',
      ],
      code: [POLLING],
    },
    {
      cause: 'waiting-on-lender',
      title: 'The lender has the move',
      summary: 'The application lies with the lender, and for longer than that lender should take.',
      detection:
        'The owner of the next move is the lender for longer than the threshold: 24 hours in `LENDER_PROCESSING`, or an open `LENDER_DISPATCH` or `DISBURSAL` operation beyond the threshold of its status. A dispatch during `OFFERS_PENDING` is offers pending, lender dispatch in flight.',
      evidence: [
        'The lender, the status, since when, and the threshold that was applied.',
        'The open operation, with attempts and age, when there is one.',
      ],
      lookAlikes: [
        'A dispatch that is open during `OFFERS_PENDING`: lender dispatch in flight.',
        'A wait that is younger than the threshold.',
      ],
      steps: [
        'Refresh the journey; the answer may be there already.',
        'Compare with other journeys of the same lender. If all of them wait, report the lender and not the journey.',
        'Send the platform’s support, or the lender’s desk if you have one, the journey ID, the offer ID and the time since when.',
        'Tell the borrower that the lender is at work and no action is needed.',
        'If this lender always takes longer, raise `wait.LENDER_PROCESSING.minutes` for the application.',
      ],
    },
    {
      cause: 'no-actionable-step',
      title: 'A step is due and none can be done',
      summary:
        'The status says that a step is pending, but no step of that kind is open, under way or awaiting an answer.',
      detection:
        'The status is one from `KYC_PENDING` to `LOAN_AGREEMENT_PENDING`, the steps are known, and none of the current type is actionable, in progress or awaiting a callback, for longer than the threshold of the status.',
      evidence: [
        'The status, since when, and the threshold that was applied.',
        'The steps of the proceeded offer, with status, action and diagnostics.',
      ],
      lookAlikes: [
        'Steps that were never told to us: waiting on platform.',
        'A bank mandate that stays `PENDING`: bank mandate not actionable, which says more.',
        'A step that awaits a callback: somebody’s answer is due.',
      ],
      steps: [
        'Refresh the journey and look at the steps of the proceeded offer.',
        'If the step is `FAILURE`, read its `diagnostics` and let the borrower repeat it where that is possible.',
        'If the step is `SUCCESS` or `NOT_REQUIRED` and the status has not followed, the platform is behind: report the journey ID and the step ID.',
        'If the step is missing from the list, report that with the offer ID.',
        'Do not offer the borrower a button for a step that is not `READY`.',
      ],
    },
    {
      cause: 'updates-missing',
      title: 'The platform has moved on and you have not heard',
      summary:
        'The platform’s state is newer than the last webhook that was applied. Your systems wait for something that has happened.',
      detection:
        'The last pull shows a newer version than the last webhook, and that version is older than 5 seconds (a setting); or a delivery that was refused carried a newer snapshot of this journey, and none as new has been taken since. A refused delivery counts only where its tenant and journey are known. The owner is you.',
      evidence: [
        'The version that was pulled and the version of the last webhook.',
        'The refused delivery, with its verdict and a link.',
      ],
      lookAlikes: [
        'A webhook that trails a pull by less than 5 seconds: on its way.',
        'A refused request that names a tenant or a journey which nobody knows: noise.',
      ],
      steps: [
        'Open the delivery that the finding links to. Its cause says what is wrong with the receiver; mend that first.',
        'If there is no refused delivery, check that the webhook subscription at the platform is active and points at your receiver, and that your firewall lets it in.',
        'Refresh the journey in Journey Desk, and do the same in your own systems, so that this borrower can go on.',
        'Ask the platform for the deliveries of the gap, or pull every journey that was open in it.',
        'Acknowledge after the commit: a receiver that answers 200 before it has stored the event loses it for good in a crash.',
      ],
      code: [VERIFY_WEBHOOK, NEXT_ROUTE],
    },
  ],
}
