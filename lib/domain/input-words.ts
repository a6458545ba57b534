import type { z } from 'zod'

/** What is wrong with an input where its schema does not say it itself: in our words, with what is allowed. */
export function inputWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return issue.code === 'invalid_value' ? `is missing; it ${oneOf(issue.values)}` : 'is missing'
  }
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[String(issue.expected)] ?? 'is of the wrong kind'
    case 'invalid_value':
      return oneOf(issue.values)
    case 'too_small':
      return amount(issue.origin, 'least', Number(issue.minimum))
    case 'too_big':
      return amount(issue.origin, 'most', Number(issue.maximum))
    case 'invalid_format':
      return FORMATS[String(issue.format)] ?? 'is not in the right form'
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`
    case 'unrecognized_keys':
      return `does not take ${[...(issue.keys ?? [])].join(', ')}: leave it out`
    default:
      return undefined
  }
}

const TYPES: Record<string, string> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be an object',
  record: 'must be an object',
  null: 'must be null',
}

const FORMATS: Record<string, string> = {
  guid: 'must be a UUID',
  uuid: 'must be a UUID',
  email: 'must be an e-mail address',
  url: 'must be a URL',
  datetime: 'must be an ISO 8601 time with an offset, for example 2026-03-05T16:48:20Z',
}

function oneOf(values: readonly unknown[] | undefined): string {
  const names = (values ?? []).map(String)
  return names.length <= 2 ? `must be ${names.join(' or ')}` : `must be one of ${names.join(', ')}`
}

function amount(origin: unknown, bound: 'least' | 'most', count: number): string {
  if (origin === 'string') {
    return bound === 'least' && count === 1 ? 'must not be empty' : `must be at ${bound} ${count} characters`
  }
  if (origin === 'array' || origin === 'set') return `must hold at ${bound} ${count} entries`
  return `must be at ${bound} ${count}`
}
