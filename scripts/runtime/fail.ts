/** Ends a program that could not begin: one clear sentence on stderr, exit code 1, no stack. */
export function fail(error: unknown, what = 'Journey Desk cannot start'): never {
  console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
