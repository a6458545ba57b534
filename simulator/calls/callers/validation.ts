import { SECOND } from '../../world/types'
import { endOf, moments, newSession, scenariosOf, type Play } from './types'

const { fault, healthy } = scenariosOf('validation-failed')

const MISSING = [
  'contactNumber is required',
  'contactNumber is missing',
  'contactNumber must be provided',
  'Missing required field: contactNumber',
  'contactNumber must not be empty',
  'No value was given for contactNumber',
  'contactNumber should not be null or undefined',
  'contactNumber has no value',
] as const

const FORMAT: readonly (readonly [field: string, message: string])[] = [
  ['contactNumber', 'contactNumber has an invalid format'],
  ['pan', 'pan has an invalid format'],
  ['pan', 'PAN must match AAAAA9999A'],
  ['dob', 'dob must be a valid date in the format YYYY-MM-DD'],
  ['dob', 'dob is not a valid date'],
  ['personalemail', 'personalemail is not a valid e-mail address'],
  ['officialemail', 'Invalid officialemail'],
  ['contactNumber', 'contactNumber must be a valid Indian mobile number'],
  ['contactNumber', 'contactNumber is malformed'],
  ['profile.pan', 'invalid value for pan'],
]

const ENUMS: readonly (readonly [field: string, message: string])[] = [
  ['gender', 'gender must be one of male, female, transgender'],
  ['employmentType', 'employmentType must be one of salaried, selfEmployed'],
  ['gender', 'F is not a supported value of gender'],
  ['employmentType', 'unknown employmentType SALARIED'],
  ['profile.gender', 'Invalid enum value. Expected male, female or transgender'],
]

const UNCOVERED: readonly (readonly [field: string, message: string])[] = [
  ['monthlyIncome', 'monthlyIncome must be a positive number'],
  ['pincode', 'pincode is required'],
  ['requestedAmount', 'requestedAmount is above the limit'],
  ['panName', 'panName is required'],
]

/** Every refused profile for one field; those before and after it are taken. */
function refusals(list: readonly (readonly [field: string, message: string])[]): Play {
  return (stage) => {
    const { writer, turn } = stage
    const [errorField, errorMessage] = list[turn % list.length] ?? ['', '']
    const times = moments(stage, 150 * SECOND, turn % 4 === 3 ? 1 : Infinity)
    for (const at of times) {
      const { given } = newSession(stage, at)
      const sent = { ...given, method: 'PUT', path: '/profile' }
      writer.refuse(at, 'VALIDATION_FAILED', { ...sent, errorField, errorMessage })
    }
    return endOf(times)
  }
}

const takenAtOnce: Play = (stage) => {
  for (const at of moments(stage, 120 * SECOND)) {
    const { given } = newSession(stage, at)
    stage.writer.add(at, { ...given, method: 'PUT', path: '/profile', status: 200 })
    stage.writer.add(at + 3 * SECOND, { ...given, method: 'POST', path: '/profile/submit', status: 200 })
  }
  return null
}

export const VALIDATION_SCENARIOS = [
  fault('field-agent-app', 'contact-number-missing', refusals(MISSING.map((message) => ['contactNumber', message]))),
  fault('branch-portal', 'field-format-invalid', refusals(FORMAT)),
  fault('legacy-form', 'enum-unsupported', refusals(ENUMS)),
  fault('import-job', 'undetermined', refusals(UNCOVERED)),
  healthy('tidy-form', 'field-format-invalid', 'every profile is taken', takenAtOnce),
]
