import type { Profile } from '../world/types'
import { invalidField } from './errors'

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

const FORMATS: Partial<Record<keyof Profile, RegExp>> = {
  contactNumber: /^(\+91)?[6-9]\d{9}$/,
  pan: /^[A-Z]{5}\d{4}[A-Z]$/,
  personalemail: EMAIL,
  officialemail: EMAIL,
  dob: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  pincode: /^[1-9]\d{5}$/,
}
const ENUMS: Partial<Record<keyof Profile, readonly string[]>> = {
  gender: ['male', 'female', 'transgender'],
  employmentType: ['salaried', 'selfEmployed'],
}
const NUMBERS: readonly (keyof Profile)[] = ['monthlyIncome', 'requestedAmount']
const FIELDS: readonly (keyof Profile)[] = [
  'contactNumber',
  'pan',
  'panName',
  'personalemail',
  'officialemail',
  'dob',
  'gender',
  'employmentType',
  'pincode',
]
const NEEDED: readonly (keyof Profile)[] = ['contactNumber', 'pan', 'panName', 'dob', 'gender', 'employmentType']

function checkText(field: keyof Profile, value: unknown): string {
  if (typeof value !== 'string') throw invalidField(field, `${field} must be text`)
  const allowed = ENUMS[field]
  if (allowed && !allowed.includes(value)) throw invalidField(field, `${field} must be one of ${allowed.join(', ')}`)
  const format = FORMATS[field]
  if (format && !format.test(value)) throw invalidField(field, `${field} has an invalid format`)
  return value
}

/** The fields of a profile payload that are known, each valid. Throws VALIDATION_FAILED naming the first bad field. */
export function readProfile(body: Record<string, unknown>): Record<string, string | number> {
  const value = (field: string): unknown => body[field] ?? undefined
  if (value('contactNumber') === undefined || value('contactNumber') === '') {
    throw invalidField('contactNumber', 'contactNumber is required')
  }
  const read: Record<string, string | number> = {}
  for (const field of FIELDS) if (value(field) !== undefined) read[field] = checkText(field, value(field))
  for (const field of NUMBERS) {
    const number = value(field)
    if (number === undefined) continue
    if (typeof number !== 'number' || !(number > 0)) throw invalidField(field, `${field} must be a positive number`)
    read[field] = number
  }
  return read
}

/** Throws VALIDATION_FAILED naming the first field that a submit needs and that is not there. */
export function checkComplete(profile: Partial<Profile>): void {
  const missing = NEEDED.find((field) => profile[field] === undefined)
  if (missing) throw invalidField(missing, `${missing} is required`)
}
