import { CONDITIONS } from '@/lib/domain/conditions'
import { PROFILE } from './samples/journey'
import type { ConditionGuide } from './types'

export const validationFailed: ConditionGuide<'validation-failed'> = {
  condition: 'validation-failed',
  title: CONDITIONS['validation-failed'].title,
  symptom: '`PUT /profile` or `POST /profile/submit` answers 400 `VALIDATION_FAILED`.',
  whatItMeans:
    'The platform refused a field of the borrower’s profile, and the journey cannot leave the profile stage until it is right. `error.details.field` names the field, `error.message` says what is wrong with it. It is judged from the calls that your systems report, over the last 2 hours, and resolves when that window holds no such refusal any more. Sending the same profile again never helps.',
  causes: [
    {
      cause: 'contact-number-missing',
      title: 'The contact number was not sent',
      summary: 'The profile went out without `contactNumber`, or with an empty one.',
      detection:
        'A 400 `VALIDATION_FAILED` whose field is `contactNumber` and whose message says missing or required, or speaks of no value. A message that calls the value invalid, malformed or of a wrong format, or says that a part of it is missing, is about its format.',
      evidence: ['The refused calls with field and message.', 'How many borrowers met it, and through which caller.'],
      lookAlikes: ['A number that was sent but is malformed: field format invalid.'],
      steps: [
        'Look at the object that your backend sends: the field is called `contactNumber`, not `mobile`, `phone` or `contact_number`.',
        'Check that the number which the borrower verified at sign-in is copied into the profile; it often lives in another table.',
        'Require it in your form and in your backend before you call `PUT /profile`.',
        'Ask the affected borrowers for it, then send `PUT /profile` and `POST /profile/submit` again, each with a new `Idempotency-Key`.',
      ],
      code: [PROFILE],
    },
    {
      cause: 'field-format-invalid',
      title: 'A field has the wrong shape',
      summary:
        'PAN, date of birth, an e-mail address or the contact number was sent, but not in the form that is accepted.',
      detection:
        'A 400 `VALIDATION_FAILED` whose field is the PAN, the date of birth, any e-mail or `contactNumber`, and whose message speaks of format or validity.',
      evidence: ['The refused calls with field and message; the value itself is never stored.'],
      lookAlikes: [
        'No contact number at all: contact number missing.',
        'A value outside a fixed list, such as gender: unsupported enum value.',
      ],
      steps: [
        'Send the PAN in upper case without spaces: five letters, four digits, one letter.',
        'Send `dob` as `YYYY-MM-DD`. Take it apart as text; a conversion through a local time zone moves the day.',
        'Send `contactNumber` as an Indian mobile number: ten digits, the first of them 6 to 9.',
        'Trim `personalemail` and `officialemail`, and leave out one that is empty instead of sending an empty text.',
        'Check the same rules in the form, so that the borrower hears of it while typing.',
        'Correct the stored value of the affected borrowers and submit again with a new `Idempotency-Key`.',
      ],
      code: [PROFILE],
      platformNote:
        'The documentation does not say whether `contactNumber` may carry +91. The sample removes it; try your form in the test environment first.',
    },
    {
      cause: 'enum-unsupported',
      title: 'A value outside the fixed list',
      summary:
        '`gender`, `employmentType` or another field with a fixed list of values got one that is not on the list.',
      detection: 'A 400 `VALIDATION_FAILED` whose field is `gender`, `employmentType` or another documented enum.',
      evidence: ['The refused calls with field and message.', 'Which caller sends it, and how often.'],
      lookAlikes: ['A field without a fixed list, refused for its form: field format invalid.'],
      steps: [
        'Map your own values to the platform’s in one place, just before sending: `male`, `female`, `transgender` for `gender`; `salaried`, `selfEmployed` for `employmentType`. Case counts.',
        'Look for labels that went out in place of values (“Self-employed”, “M”), for translations, and for numbers of an old code list.',
        'Refuse what cannot be mapped and ask the borrower; a guess here may change a credit decision.',
        'Add a test that sends each option of your form through the mapping.',
        'Correct the affected profiles and submit them again with a new `Idempotency-Key`.',
      ],
      code: [PROFILE],
    },
  ],
}
