import type { Owner } from '@/lib/domain/vocabulary'

/** The tone of a status; each has a colour and a shape of its own. */
export type Tone = 'stuck' | 'wait' | 'good' | 'idle' | 'limit' | 'sign' | 'accent'

const OWNER_LABELS: Record<Owner, string> = {
  lender: 'Lender',
  account_aggregator: 'Account aggregator',
  platform: 'Platform',
  us: 'Us',
  borrower: 'Borrower',
  none: 'Nobody',
}
const OWNER_TONES: Record<Owner, Tone> = {
  lender: 'wait',
  account_aggregator: 'wait',
  platform: 'stuck',
  us: 'sign',
  borrower: 'idle',
  none: 'idle',
}

const isOwner = (owner: string): owner is Owner => Object.hasOwn(OWNER_LABELS, owner)

export function ownerLabel(owner: string): string {
  return isOwner(owner) ? OWNER_LABELS[owner] : owner
}

export function ownerTone(owner: string): Tone {
  return isOwner(owner) ? OWNER_TONES[owner] : 'idle'
}

/** The colour family of a condition: signatures and rate limits have their own, waits are amber, refusals red. */
export function conditionTone(condition: string): Tone {
  if (condition === 'webhook-signature-failure') return 'sign'
  if (condition === 'rate-limited') return 'limit'
  if (condition === 'offers-pending' || condition === 'journey-stalled') return 'wait'
  return 'stuck'
}

export function severityTone(severity: string): Tone {
  if (severity === 'critical' || severity === 'high') return 'stuck'
  return severity === 'medium' ? 'wait' : 'idle'
}

export function findingStatusTone(status: string): Tone {
  if (status === 'open') return 'stuck'
  if (status === 'acknowledged') return 'accent'
  return status === 'resolved' ? 'good' : 'idle'
}

export function verdictTone(verdict: string): Tone {
  if (verdict === 'verified' || verdict === 'duplicate') return 'good'
  if (verdict === 'stale' || verdict === 'event-conflict' || verdict === 'unparseable') return 'wait'
  return 'sign'
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many
}
