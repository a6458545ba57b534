import { OWN_FAULTS } from '@/lib/errors'

/** Name, code and place of an error, for the log. */
export function errorSummary(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    name: error.name,
    code: 'code' in error ? error.code : undefined,
    // Next shows it to the reader of a page that broke.
    digest: 'digest' in error ? error.digest : undefined,
    message: OWN_FAULTS.has(error.name) && !('code' in error) ? error.message.slice(0, 300) : undefined,
    stack: places.slice(0, 12).join('\n'),
  }
}
