import { may, type Action } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import type { Role } from '@/lib/domain/vocabulary'

export interface SessionModel {
  /** E-mail of a user, or what the audit log calls the principal. */
  name: string
  role: Role | null
  /** What screens show or hide; every query and command decides for itself. */
  may: Record<Action, boolean>
}

/** Who is signed in, and what they may do. */
export function readSession(principal: Principal): SessionModel {
  const allowed = (action: Action) => may(principal, action)
  return {
    name: actorName(principal),
    role: principal.kind === 'user' ? principal.role : null,
    may: {
      read: allowed('read'),
      account: allowed('account'),
      reveal: allowed('reveal'),
      note: allowed('note'),
      triage: allowed('triage'),
      export: allowed('export'),
      thresholds: allowed('thresholds'),
      notifications: allowed('notifications'),
      sync: allowed('sync'),
      ingest: allowed('ingest'),
      bytes: allowed('bytes'),
      debug: allowed('debug'),
      reprocess: allowed('reprocess'),
      secrets: allowed('secrets'),
      health: allowed('health'),
      tokens: allowed('tokens'),
      admin: allowed('admin'),
    },
  }
}
