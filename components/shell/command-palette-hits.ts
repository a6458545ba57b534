import { borrowerSummary } from '@/components/journey/borrower-summary'
import { cleanID, LOOKUP_KINDS, personalKind, type LookupKind } from '@/lib/domain/lookup'
import { ENVIRONMENTS, OWNERS, type Environment } from '@/lib/domain/vocabulary'
import { shortenID } from '@/lib/format/id'

/** What the palette shows of a lookup. Read by hand: zod in a browser would compile, which our policy refuses. */

export interface PaletteJourney {
  journeyID: string
  status: string
  stuck: boolean
  /** Since when it is stuck, or waits. */
  since: Date
  verdict: string
  /** What can be read out to the borrower. */
  summary: string
}

export interface PaletteHit {
  kind: LookupKind
  id: string
  applicationID: string | null
  application: string | null
  environment: Environment | null
  detail: string | null
  count: number
  href: string
  journey: PaletteJourney | null
}

/** Looks like an ID, a mobile number or a PAN rather than a word of ours. */
export function looksLikeID(text: string): boolean {
  const id = cleanID(text)
  if (personalKind(id)) return true
  return /^[\w.:|/+=@-]{3,200}$/.test(id) && (/\d/.test(id) || /[_:]/.test(id))
}

export const KIND_LABELS: Record<LookupKind, string> = {
  journey: 'Journey',
  borrower: 'Borrower',
  offer: 'Offer',
  aa_session: 'AA session',
  delivery: 'Delivery',
  event: 'Event',
  finding: 'Finding',
  request: 'Request',
  correlation: 'Correlation',
  call: 'Call',
}

export function hitTitle({ kind, id, count }: Pick<PaletteHit, 'kind' | 'id' | 'count'>): string {
  const times = count > 1 ? ` (${count} ${kind === 'event' || kind === 'delivery' ? 'attempts' : 'calls'})` : ''
  return `${KIND_LABELS[kind]} ${shortenID(id, 18, 6)}${times}`
}

export function parseHits(answer: unknown, now: Date): PaletteHit[] {
  const { data } = fieldsOf(answer)
  return Array.isArray(data) ? data.flatMap((hit) => toHit(fieldsOf(hit), now)) : []
}

function toHit(hit: Record<string, unknown>, now: Date): PaletteHit[] {
  const kind = LOOKUP_KINDS.find((known) => known === hit.kind)
  const [id, href] = [textOf(hit.id), textOf(hit.href)]
  if (!kind || !id || !href?.startsWith('/')) return []
  return [
    {
      kind,
      id,
      href,
      applicationID: textOf(hit.applicationID),
      application: textOf(hit.application),
      environment: ENVIRONMENTS.find((known) => known === hit.environment) ?? null,
      detail: textOf(hit.detail),
      count: typeof hit.count === 'number' ? hit.count : 1,
      journey: hit.journey ? toJourney(fieldsOf(hit.journey), now) : null,
    },
  ]
}

function toJourney(row: Record<string, unknown>, now: Date): PaletteJourney | null {
  const [journeyID, status, verdict] = [textOf(row.journeyID), textOf(row.status), textOf(row.verdict)]
  if (!journeyID || !status || verdict === null) return null
  const waitingSince = new Date(textOf(row.waitingSince) ?? now)
  const stuck = row.stuck === true
  const openStep = textOf(row.openStep)
  const findings = Array.isArray(row.findings) ? row.findings.map((finding) => fieldsOf(finding)) : []
  const summary = borrowerSummary(
    {
      type: textOf(row.type),
      status,
      owner: OWNERS.find((known) => known === row.owner) ?? 'none',
      stuck,
      waitingSince,
      lender: textOf(row.lender),
      offers: openStep ? [{ steps: [{ type: openStep, status: 'READY' }] }] : [],
      findings: findings.map((finding) => ({ cause: textOf(finding.cause) ?? '' })),
    },
    now,
  )
  return { journeyID, status, stuck, since: new Date(textOf(row.stuckSince) ?? waitingSince), verdict, summary }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
