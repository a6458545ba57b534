import type { ApiCall } from '@/lib/domain/api-call'
import type { RejectedCause } from '@/lib/domain/finding'
import { lookBackMs, startOf, type CallerView, type Mark, type Verdict } from './caller-view'

const CONDITION = 'validation-failed'

const MISSING =
  /\b(missing|required|mandatory|absent|omitted|empty|blank|null|undefined|no value|not (?:been )?(?:provided|present|given|supplied|set|sent)|must be (?:provided|present|given|supplied|set|sent))\b/i
/** Says outright that there was a value and that it was wrong. */
const MALFORMED =
  /\b(invalid|malformed|format|formatted|pattern|incorrect|not (?:a )?valid|(?:missing|lacks) (?:\w+ ){0,3}(?:digits?|code|prefix|characters?)|required to (?:be|have|contain|match))\b/i
const FORMAT =
  /\b(valid|validity|match(?:es)?|digits?|characters?|letters?|length|too (?:short|long)|yyyy|parse[ds]?|well-formed|not an? |must be an? |must (?:contain|have|start|begin))\b/i
/** Enums that the platform documents for what callers send. */
const ENUMS = new Set(['gender', 'employmenttype', 'type', 'journeytype'])

/** Each refused profile with its cause, a finding for each field. */
export function validationMarks(view: CallerView): Mark[] {
  const refused = view.calls.filter(({ status, errorCode }) => errorCode === 'VALIDATION_FAILED' && status >= 400)
  return refused.map((call) => markOf(call, view))
}

function markOf(call: ApiCall, view: CallerView): Mark {
  const at = startOf(call)
  const field = call.errorField ? lastName(call.errorField) : null
  const cause = causeOf(field, call.errorMessage)
  return {
    condition: CONDITION,
    cause,
    variant: field ?? '',
    detail: { field, route: call.route },
    since: at,
    at,
    knownAt: 0,
    until: at + lookBackMs(view.settings),
    call,
    said: `${call.route} was refused for ${field ?? 'a field that the log does not name'}`,
    tell: () => verdictOf(cause, field, call.errorMessage),
  }
}

/** `body.profile.contactNumber` → `contactNumber` */
function lastName(field: string): string {
  return (
    field
      .split(/[./[\]]+/)
      .filter((part) => part !== '' && !/^\d+$/.test(part))
      .at(-1) ?? field
  )
}

function causeOf(field: string | null, message: string | null): string {
  const name = (field ?? '').toLowerCase().replaceAll(/[^a-z]/g, '')
  const isMissing = message !== null && MISSING.test(message) && !MALFORMED.test(message)
  const isFormat = message !== null && !isMissing && (MALFORMED.test(message) || FORMAT.test(message))
  if (name === 'contactnumber')
    return isMissing ? 'contact-number-missing' : isFormat ? 'field-format-invalid' : 'undetermined'
  if (name === 'pan' || name === 'dob' || name.endsWith('email'))
    return isFormat ? 'field-format-invalid' : 'undetermined'
  if (ENUMS.has(name)) return isMissing ? 'undetermined' : 'enum-unsupported'
  return 'undetermined'
}

function verdictOf(cause: string, field: string | null, message: string | null): Verdict {
  return {
    confidence: cause === 'undetermined' ? 0.3 : 0.96,
    severity: cause === 'undetermined' ? 'low' : 'medium',
    summary: summaryOf(cause, field, message),
    facts: [],
    rejectedCauses: rejectedOf(field, message).filter((rejected) => rejected.cause !== cause),
  }
}

function summaryOf(cause: string, field: string | null, message: string | null): string {
  if (cause === 'contact-number-missing') return 'Profiles are sent without contactNumber.'
  if (cause === 'field-format-invalid') return `${field} is sent in a format that the platform does not take.`
  if (cause === 'enum-unsupported') return `${field} is sent with a value outside the documented ones.`
  if (!field) return 'Calls fail validation, and the log does not name the field: report errorField.'
  if (!message) return `${field} fails validation, and the log does not say how: report errorMessage.`
  return `${field} fails validation in a way that none of the known causes covers.`
}

function rejectedOf(field: string | null, message: string | null): RejectedCause[] {
  const told = field ? `The field is ${field}` : 'The log does not name the field'
  const isContact = field?.toLowerCase() === 'contactnumber'
  return [
    {
      cause: 'contact-number-missing',
      why: isContact
        ? `The message ${message ? 'does not speak of a missing value' : 'is not in the log'}.`
        : `${told}.`,
    },
    { cause: 'field-format-invalid', why: `${told}, and the message does not speak of its format.` },
    { cause: 'enum-unsupported', why: `${told}, which has no fixed set of values.` },
  ]
}
