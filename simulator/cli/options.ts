import { InvalidArgumentError } from 'commander'

/** Parsers of command line values. Each throws a sentence that names what is allowed. */

export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < low || value > high) {
      throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`)
    }
    return value
  }
}

export function positiveNumber(high: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!(value > 0 && value <= high)) throw new InvalidArgumentError(`It must be a number above 0, at most ${high}.`)
    return value
  }
}

export function uuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new InvalidArgumentError('It must be a UUID, for example fbb1fd74-c502-4419-83f3-82a2a019fc9a.')
  }
  return text.toLowerCase()
}

export function instant(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('It must be an ISO 8601 time: 2026-03-05T16:48:20Z.')
  return at
}

export function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('It must be a URL starting with http:// or https://.')
  }
  return text.replace(/\/+$/, '')
}

/** The secret from the option or, with --secret-stdin, the first line of standard input. */
export async function readSecret(options: { secret?: string; secretStdin?: boolean }): Promise<string> {
  if (options.secret !== undefined && options.secret !== '') return options.secret
  if (!options.secretStdin)
    throw new Error('No webhook secret given. Pass --secret S, or --secret-stdin and pipe it in.')
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  const line = Buffer.concat(chunks).toString('utf8').split(/\r?\n/)[0] ?? ''
  if (line === '') throw new Error('Standard input held no webhook secret. Pipe it in as one line.')
  return line
}
