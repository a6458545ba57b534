import { z } from 'zod'
import { DeskError } from '@/lib/errors'
import type { PageKey } from '@/lib/store/findings-read'

const fields = z.tuple([z.int().min(0).max(8.64e15), z.guid()])

/** The last row of a page as opaque text. */
export function encodeCursor(key: PageKey): string {
  return Buffer.from(JSON.stringify([key.at.getTime(), key.id])).toString('base64url')
}

/** Throws BAD_REQUEST for a text that we did not make. */
export function decodeCursor(text: string): PageKey {
  const parsed = fields.safeParse(parseJSON(Buffer.from(text, 'base64url').toString('utf8')))
  if (!parsed.success) {
    throw new DeskError(
      'BAD_REQUEST',
      'cursor: must be the nextCursor of an earlier answer; leave it out to start again',
    )
  }
  return { at: new Date(parsed.data[0]), id: parsed.data[1] }
}

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
