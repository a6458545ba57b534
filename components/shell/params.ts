import { createLoader, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { ENVIRONMENTS } from '@/lib/domain/vocabulary'
import { DEFAULT_RANGE, RANGES } from '@/lib/format/range'

/** What every screen of the desk reads from its URL. */
export const deskParams = {
  app: parseAsString,
  env: parseAsStringLiteral(ENVIRONMENTS),
  range: parseAsStringLiteral(RANGES).withDefault(DEFAULT_RANGE),
  live: parseAsBoolean.withDefault(true),
}

/** For pages: `const params = await loadDeskParams(searchParams)`. */
export const loadDeskParams = createLoader(deskParams)
