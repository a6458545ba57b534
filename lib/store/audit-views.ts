import { currentOrigin, type RequestOrigin } from '@/lib/request-origin'
import { log } from '@/lib/telemetry/log'
import { db } from './client'

/** Who looked at whose journey. */
export interface JourneyView {
  actor: string
  actorID: string
  applicationID: string
  journeyID: string
}

type Waiting = JourneyView & { origin: RequestOrigin | null }

interface Views {
  waiting: Waiting[]
  /** When a view of this person and journey was last noted here, in milliseconds. */
  noted: Map<string, number>
  writing: Promise<void> | null
}

/** On globalThis, so that the server can write what Next's bundles noted before it ends. */
declare global {
  var deskViews: Views | undefined
}

/** Somebody who stays on a page, or comes back to it, looks at it once. */
const ONE_VIEW_MS = 5 * 60_000
const WRITE_AFTER_MS = 300
const RETRY_AFTER_MS = 2_000
const NOTED_MAX = 10_000

const views: Views = (globalThis.deskViews ??= { waiting: [], noted: new Map(), writing: null })

/** Costs the page nothing: it is written to the audit log after the answer, once within five minutes. */
export function noteJourneyView(view: JourneyView, now: Date): void {
  const key = [view.actorID, view.applicationID, view.journeyID].join('|')
  if (now.getTime() - (views.noted.get(key) ?? 0) < ONE_VIEW_MS) return
  if (views.noted.size >= NOTED_MAX) views.noted.clear()
  views.noted.set(key, now.getTime())
  views.waiting.push({ ...view, origin: currentOrigin() })
  writeLater(WRITE_AFTER_MS)
}

/** Writes what waits now; a server that ends waits for it. What cannot be written is kept and tried again. */
export async function writeJourneyViews(): Promise<void> {
  await views.writing
  views.writing = writeAll().finally(() => (views.writing = null))
  await views.writing
}

async function writeAll(): Promise<void> {
  for (let view = views.waiting[0]; view; view = views.waiting[0]) {
    try {
      await writeView(view)
      views.waiting.shift()
    } catch (error) {
      log().error({ name: error instanceof Error ? error.name : typeof error }, 'a view could not be audited yet')
      writeLater(RETRY_AFTER_MS)
      return
    }
  }
}

function writeLater(ms: number): void {
  setTimeout(() => void writeJourneyViews(), ms).unref()
}

/** Unless another process has written it in the meantime. */
async function writeView({ actor, actorID, applicationID, journeyID, origin }: Waiting): Promise<void> {
  const { address = null, userAgent = null, requestID = null } = origin ?? {}
  await db().$executeRaw`
    INSERT INTO audit_draft (actor, actor_id, action, application_id, subject, address, user_agent, request_id)
    SELECT ${actor}, ${actorID}::uuid, 'view.journey', ${applicationID}::uuid, ${journeyID}, ${address}, ${userAgent},
      ${requestID}
    WHERE NOT EXISTS (
      SELECT FROM audit_entry WHERE subject = ${journeyID} AND at > now() - ${ONE_VIEW_MS} * interval '1 millisecond'
        AND application_id = ${applicationID}::uuid AND actor_id = ${actorID}::uuid AND action = 'view.journey')`
}
