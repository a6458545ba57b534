/** Codes of Prisma, Postgres and the socket that say: the database cannot be reached or cannot write now, try again. */
const CODES = new Set([
  ...['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028'],
  ...['08000', '08001', '08003', '08004', '08006', '53300', '57P01', '57P02', '57P03', '25006'],
  // No room on its disk, no memory, or a disk that fails: nothing was written, and a later try may be.
  ...['53100', '53200', '58030'],
  ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
])
const MESSAGES =
  /can't reach database server|connection terminated|timeout exceeded when trying to connect|server has closed the connection|query read timeout|connection error and is not queryable/i

/** Looks through causes and driver details, since each layer wraps the one below. */
export function isDatabaseUnavailable(error: unknown, depth = 0): boolean {
  if (depth > 6 || typeof error !== 'object' || error === null) return false
  const { code, originalCode, message, cause, meta, driverAdapterError } = Object.assign(
    { code: null, originalCode: null, message: null, cause: null, meta: null, driverAdapterError: null },
    error instanceof Error ? { ...error, message: error.message, cause: error.cause } : error,
  )
  if ([code, originalCode].some((value) => typeof value === 'string' && CODES.has(value))) return true
  if (typeof message === 'string' && MESSAGES.test(message)) return true
  return [cause, meta, driverAdapterError].some((inner) => isDatabaseUnavailable(inner, depth + 1))
}
