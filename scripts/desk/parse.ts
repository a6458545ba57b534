import { InvalidArgumentError } from 'commander'
import { TOKEN_SCOPES, type TokenScope } from '@/lib/domain/vocabulary'

/** Parsers of command line values. Each throws a sentence that says what is allowed. */

const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `90s`, `15m`, `24h`, `7d` in milliseconds. */
export function duration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const unitMs = UNIT_MS[unit]
  if (!count || !unitMs) throw new InvalidArgumentError('It must be a number with s, m, h or d, for example 24h.')
  return Number(count) * unitMs
}

export function uuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new InvalidArgumentError('It must be a UUID, for example fbb1fd74-c502-4419-83f3-82a2a019fc9a.')
  }
  return text.toLowerCase()
}

/** Several, separated by commas. */
export function uuids(text: string): string[] {
  return text.split(',').map((part) => uuid(part.trim()))
}

export function httpURL(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('It must be a URL starting with http:// or https://.')
  }
  return text.replace(/\/+$/, '')
}

export function scopes(text: string): TokenScope[] {
  const given = text.split(',').map((scope) => scope.trim())
  const known = TOKEN_SCOPES.filter((scope) => given.includes(scope))
  const strangers = given.filter((scope) => !TOKEN_SCOPES.some((name) => name === scope))
  if (strangers.length > 0 || known.length === 0) {
    throw new InvalidArgumentError(`It must be one or more of ${TOKEN_SCOPES.join(', ')}, separated by commas.`)
  }
  return known
}

export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < low || value > high) {
      throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`)
    }
    return value
  }
}

export function days(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 90)) throw new InvalidArgumentError('It must be a number above 0, at most 90.')
  return value
}
