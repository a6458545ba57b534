import pino from 'pino'
import { env } from '@/lib/env'
import { currentOrigin } from '@/lib/request-origin'

/** Keys whose values never reach a log, at any of the depths that our objects have. */
const NEVER_LOGGED = [
  'password',
  'passwordHash',
  'secret',
  'token',
  'apiKey',
  'authorization',
  'cookie',
  'value',
  'profile',
  'pan',
  'panName',
  'contactNumber',
  'personalemail',
  'officialemail',
  'email',
  'mobile',
  'dob',
  'rawBody',
  'body',
]

let logger: pino.Logger | null = null

/** The structured log of this process, to stderr: stdout belongs to what a command prints. */
export function log(): pino.Logger {
  logger ??= pino(
    {
      level: env().LOG_LEVEL,
      base: { role: env().DESK_ROLE },
      mixin: requestFields,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: NEVER_LOGGED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
    },
    pino.destination({ dest: 2, sync: true }),
  )
  return logger
}

function requestFields(): { requestID?: string } {
  const requestID = currentOrigin()?.requestID
  return requestID ? { requestID } : {}
}
