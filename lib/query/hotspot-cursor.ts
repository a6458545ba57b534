import { z } from 'zod'
import { DeskError } from '@/lib/errors'
import type { HotspotKey } from '@/lib/store/hotspots-read'

const fields = z.tuple([z.number().min(0), z.guid(), z.string(), z.string()])

/** The last hotspot of a page as opaque text. */
export function encodeHotspot({ limited, applicationID, caller, route }: HotspotKey): string {
  return Buffer.from(JSON.stringify([limited, applicationID, caller, route])).toString('base64url')
}

/** Throws BAD_REQUEST for a text that we did not make. */
export function decodeHotspot(text: string): HotspotKey {
  const parsed = fields.safeParse(parseJSON(Buffer.from(text, 'base64url').toString('utf8')))
  if (!parsed.success) {
    throw new DeskError(
      'BAD_REQUEST',
      'cursor: must be the nextCursor of an earlier answer; leave it out to start again',
    )
  }
  const [limited, applicationID, caller, route] = parsed.data
  return { limited, applicationID, caller, route }
}

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
