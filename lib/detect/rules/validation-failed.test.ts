import { describe, expect, it } from 'vitest'
import { call, causes, judgeCaller } from '@/tests/support/api-calls'

const failed = (errorField: string | null, errorMessage: string | null) =>
  call(0, 'PUT', '/profile', 400, { errorCode: 'VALIDATION_FAILED', errorField, errorMessage })

describe('a failed validation', () => {
  it.each([
    ['contactNumber', 'contactNumber is required', 'contact-number-missing'],
    ['profile.contactNumber', 'Missing value', 'contact-number-missing'],
    ['contactNumber', 'must not be empty', 'contact-number-missing'],
    ['contactNumber', 'must have a value, but no value was given', 'contact-number-missing'],
    ['contactNumber', 'contactNumber has an invalid format', 'field-format-invalid'],
    ['contactNumber', 'is missing the country code', 'field-format-invalid'],
    ['contactNumber', 'must be 10 digits', 'field-format-invalid'],
    ['contactNumber', null, 'undetermined'],
    ['pan', 'PAN is malformed', 'field-format-invalid'],
    ['dob', 'must match YYYY-MM-DD', 'field-format-invalid'],
    ['personalemail', 'not a valid address', 'field-format-invalid'],
    ['officialemail', 'invalid', 'field-format-invalid'],
    ['pan', 'pan is required', 'undetermined'],
    ['gender', 'must be one of male, female, transgender', 'enum-unsupported'],
    ['employmentType', null, 'enum-unsupported'],
    ['pincode', 'invalid', 'undetermined'],
    [null, 'contactNumber is required', 'undetermined'],
  ])('of %s, told as "%s", is %s', (field, message, cause) => {
    expect(causes([failed(field, message)], 1)).toEqual([`${cause} open`])
  })

  it('is a finding for each field, with the others rejected and why', () => {
    const { findings } = judgeCaller([failed('pan', 'invalid'), failed('dob', 'invalid')], 1)
    expect(findings.map(({ variant, subjectDetail }) => [variant, subjectDetail?.field])).toEqual([
      ['pan', 'pan'],
      ['dob', 'dob'],
    ])
    expect(findings[0]?.rejectedCauses.map(({ cause }) => cause)).toEqual([
      'contact-number-missing',
      'enum-unsupported',
    ])
  })
})
