import type { Role } from '@/lib/domain/vocabulary'

/** What each role is for; each may what the one before it may. */
export const ROLE_WORDS: Record<Role, { name: string; may: string }> = {
  support: { name: 'Support', may: 'Looks up, reads, writes notes, and reveals one field for a reason.' },
  ops: { name: 'Ops', may: 'And triages, exports, shares views, sets thresholds and looks after notifications.' },
  engineer: { name: 'Engineer', may: 'And sees raw deliveries, debugs, processes again, pulls and makes tokens.' },
  admin: {
    name: 'Admin',
    may: 'And looks after users, applications, secrets, retention and audit; sees every application.',
  },
}
