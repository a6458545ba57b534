import { z } from 'zod'
import { DeskError } from '@/lib/errors'
import type { JourneyKey, JourneySort } from '@/lib/store/journeys-read'

/** A place in a list of journeys as opaque text. It holds for one sort; the filter may be another. */

export interface JourneyCursor {
  sort: JourneySort
  backward: boolean
  key: JourneyKey
}

const schema = z.tuple([
  z.enum(['waiting', 'recent', 'updated', 'started']),
  z.boolean(),
  z.union([z.literal(0), z.literal(1)]),
  z.iso.datetime(),
  z.guid(),
  z.string().min(1).max(200),
])

export function encodeJourneyCursor({ sort, backward, key }: JourneyCursor): string {
  const fields = [sort, backward, key.over, key.at.toISOString(), key.applicationID, key.journeyID]
  return Buffer.from(JSON.stringify(fields)).toString('base64url')
}

/** Throws `BAD_REQUEST` for a text that we did not make, or one of another sort. */
export function decodeJourneyCursor(text: string, sort: JourneySort): JourneyCursor {
  const parsed = schema.safeParse(parseJson(Buffer.from(text, 'base64url').toString()))
  if (!parsed.success || parsed.data[0] !== sort) {
    throw new DeskError('BAD_REQUEST', 'cursor does not belong to this list: start again without it.')
  }
  const [, backward, over, at, applicationID, journeyID] = parsed.data
  return { sort, backward, key: { over, at: new Date(at), applicationID, journeyID } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
