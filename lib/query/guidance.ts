import type { Principal } from '@/lib/auth/principal'
import { UNDETERMINED, type Condition } from '@/lib/domain/conditions'
import type { Environment } from '@/lib/domain/vocabulary'
import { GUIDANCE, type CauseGuide, type ConditionGuide } from '@/lib/guidance'
import { applicationIDsAsked } from '@/lib/query/applications-asked'
import { listFindings } from '@/lib/query/findings'
import type { Finding } from '@/lib/query/schemas'
import { readLastCall } from '@/lib/store/calls-read'
import { readFindingGroups, readRunning } from '@/lib/store/overview-read'

export type { CauseGuide, ConditionGuide }

export interface GuidanceScope {
  applicationID?: string | null
  environment: Environment
}

export interface GuidanceIndexEntry {
  condition: Condition
  title: string
  symptom: string
  /** Unresolved findings now, over all causes. */
  open: number
  watch: Watch
  causes: { cause: string; title: string; open: number }[]
}

export interface AffectedNow {
  cause: string
  /** Unresolved findings of this cause. */
  total: number
  watch: Watch
  /** The newest of them, at most AFFECTED_SHOWN. */
  findings: Pick<Finding, 'id' | 'applicationID' | 'subject' | 'status' | 'firstSeenAt' | 'summary'>[]
}

export interface GuidancePage {
  guide: ConditionGuide
  affected: AffectedNow[]
}

/** Whether silence means anything: a cause that nothing was received for is not a cause that does not occur. */
export type Watch = 'watched' | 'needs-calls' | 'no-data'

/** What was ever received. */
interface Received {
  anyJourney: boolean
  anyCall: boolean
}

const AFFECTED_SHOWN = 5
const UNRESOLVED = ['open', 'acknowledged', 'snoozed']

/** All conditions with how many findings of each are unresolved now. */
export async function readGuidanceIndex(principal: Principal, scope: GuidanceScope): Promise<GuidanceIndexEntry[]> {
  const { counts, received } = await openCounts(principal, scope)
  return Object.values(GUIDANCE).map(({ condition, title, symptom, causes }) => ({
    condition,
    title,
    symptom,
    open: counts.filter((row) => row.condition === condition).reduce((sum, row) => sum + row.total, 0),
    watch: watchOf(condition, causes[0]?.cause ?? UNDETERMINED, received),
    causes: causes.map(({ cause, title: name }) => ({
      cause,
      title: name,
      open: counts.find((row) => row.condition === condition && row.cause === cause)?.total ?? 0,
    })),
  }))
}

/** One condition's guide and, per cause, who is affected now; undetermined ones come last where there are any. */
export async function readGuidance(
  principal: Principal,
  condition: Condition,
  scope: GuidanceScope,
): Promise<GuidancePage> {
  const guide = GUIDANCE[condition]
  const { counts, received } = await openCounts(principal, scope)
  const totals = counts.filter((row) => row.condition === condition)
  const undecided = totals.some((row) => row.cause === UNDETERMINED) ? [UNDETERMINED] : []
  const causes = [...guide.causes.map(({ cause }) => cause), ...undecided]
  const affected = causes.map(async (cause): Promise<AffectedNow> => {
    const total = totals.find((row) => row.cause === cause)?.total ?? 0
    const findings = total > 0 ? await newest(principal, condition, cause, scope) : []
    return { cause, total, watch: watchOf(condition, cause, received), findings }
  })
  return { guide, affected: await Promise.all(affected) }
}

async function newest(
  principal: Principal,
  condition: Condition,
  cause: string,
  scope: GuidanceScope,
): Promise<AffectedNow['findings']> {
  const page = await listFindings(principal, {
    condition,
    cause,
    status: UNRESOLVED,
    environment: scope.environment,
    ...(scope.applicationID ? { applicationID: scope.applicationID } : {}),
    limit: AFFECTED_SHOWN,
  })
  return page.data.map(({ id, applicationID, subject, status, firstSeenAt, summary }) => ({
    id,
    applicationID,
    subject,
    status,
    firstSeenAt,
    summary,
  }))
}

async function openCounts(principal: Principal, scope: GuidanceScope) {
  const applications = await applicationIDsAsked(principal, scope)
  const now = new Date()
  const [counts, running, lastCall] = await Promise.all([
    readFindingGroups(applications, { from: now, to: now }),
    readRunning(applications),
    readLastCall(applications),
  ])
  return { counts, received: { anyJourney: running.known, anyCall: lastCall !== null } }
}

/** Conditions and causes whose evidence are the partner's own API calls. */
const FROM_CALLS: ReadonlySet<string> = new Set([
  'auth-invalid-api-key',
  'auth-invalid-session',
  'validation-failed',
  'offer-lock-conflict',
  'rate-limited',
  'polling-too-aggressive',
  'stale-offer-selection',
])

function watchOf(condition: string, cause: string, { anyJourney, anyCall }: Received): Watch {
  if (FROM_CALLS.has(condition) || FROM_CALLS.has(cause)) return anyCall ? 'watched' : 'needs-calls'
  return anyJourney ? 'watched' : 'no-data'
}
