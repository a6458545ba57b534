import { applicationScope, authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { onlyApplication } from '@/lib/commands/only-application'
import { parseInput } from '@/lib/commands/parse'
import { BULK_ROWS_MAX } from '@/lib/domain/bulk-job'
import { ReworkSchema, type DeliveryFilterInput, type ReworkInput } from '@/lib/domain/delivery-filter'
import { DeskError } from '@/lib/errors'
import { checkSignature } from '@/lib/forensics/check-signature'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { insertBulkJob } from '@/lib/store/bulk-jobs'
import {
  loadSelected,
  selectReworkable,
  type ReworkSelection,
  type SelectedDelivery,
} from '@/lib/store/delivery-selection'
import { allSecrets } from '@/lib/store/secrets'
import { inTransaction } from '@/lib/store/transaction'

/** What re-verifying and re-processing share: they differ in what the worker does with each delivery. */
export type ReworkKind = 'delivery-reprocess' | 'delivery-reverify'

export interface ReworkDryRun {
  dryRun: true
  /** Deliveries that would be looked at. */
  total: number
  verdicts: Record<string, number>
  /** Of the first of them: how many were checked now, and of how many an active secret gives the signature. */
  checked: number
  holds: number
}

export interface ReworkQueued {
  dryRun: false
  jobID: string
  total: number
}

const TITLES: Record<ReworkKind, { title: string; action: string; verb: string }> = {
  'delivery-reprocess': { title: 'Re-process', action: 'reprocess.deliveries', verb: 're-processed' },
  'delivery-reverify': { title: 'Re-verify', action: 'reverify.deliveries', verb: 'verified again' },
}
const CHECKED_MAX = 200
const CHECKED_AT_ONCE = 20
const CHECK_BUDGET_MS = 2_000

/** Throws NOT_FOUND where nothing fits, BAD_REQUEST where too much does. */
export async function reworkDeliveries(
  principal: Principal,
  kind: ReworkKind,
  input: ReworkInput,
): Promise<ReworkDryRun | ReworkQueued> {
  authorise(principal, 'reprocess')
  const { dryRun, reason, applyStale, filter, deliveryIDs } = parseInput(ReworkSchema, input)
  const selected = await selectReworkable(selectionOf(principal, filter, deliveryIDs), BULK_ROWS_MAX + 1)
  if (selected.length > BULK_ROWS_MAX) {
    throw new DeskError(
      'BAD_REQUEST',
      `filter: fits more than ${BULK_ROWS_MAX} deliveries; narrow it, for example in time`,
    )
  }
  if (dryRun)
    return { dryRun, total: selected.length, verdicts: countVerdicts(selected), ...(await checkFirst(selected)) }
  if (selected.length === 0) {
    const { verb } = TITLES[kind]
    throw new DeskError(
      'NOT_FOUND',
      `None of these can be ${verb}: they are applied already, or their bytes were not kept.`,
    )
  }
  const change = { applyStale }
  return queue(
    principal,
    { kind, reason: reason ?? '', filter: filter ?? { deliveryIDs: deliveryIDs ?? [] }, change },
    selected,
  )
}

function selectionOf(
  principal: Principal,
  filter: DeliveryFilterInput | undefined,
  ids: string[] | undefined,
): ReworkSelection {
  if (ids) return { ids, scope: applicationScope(principal) }
  const { verdict, source, processing, from, to, applicationID, ...rest } = filter ?? {}
  return {
    filter: {
      ...rest,
      scope: applicationScope(principal, applicationID ?? null),
      verdicts: verdict,
      sources: source ? [source] : undefined,
      processings: processing ? [processing] : undefined,
      from: from ? new Date(from) : undefined,
      to: to ? new Date(to) : undefined,
    },
  }
}

interface Queued {
  kind: ReworkKind
  reason: string
  filter: DeliveryFilterInput | { deliveryIDs: string[] }
  change: { applyStale: boolean }
}

async function queue(principal: Principal, queued: Queued, selected: SelectedDelivery[]): Promise<ReworkQueued> {
  const { kind, reason, filter, change } = queued
  const { title, action } = TITLES[kind]
  const total = selected.length
  const applicationID = onlyApplication(selected)
  const actor = actorName(principal)
  const subjects = selected.map(({ applicationID: of, id }) => ({ applicationID: of, subjectID: id, revision: null }))
  const words = `${title} ${total === 1 ? 'one delivery' : `${total} deliveries`}${change.applyStale ? ', late ones too' : ''}`
  const jobID = await inTransaction(async (tx) => {
    const made = await insertBulkJob(tx, { kind, applicationID, actor, reason, title: words, filter, change }, subjects)
    const detail = { jobID: made, total, filter, ...change }
    const subject = total === 1 ? (selected[0]?.id ?? null) : made
    await writeAudit({ actor, action, applicationID, subject, reason, detail }, tx)
    return made
  })
  return { dryRun: false, jobID, total }
}

function countVerdicts(selected: SelectedDelivery[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { verdict } of selected) counts[verdict] = (counts[verdict] ?? 0) + 1
  return counts
}

/** Only a look ahead, bounded in number and time: the worker decides on each. */
async function checkFirst(selected: SelectedDelivery[]): Promise<{ checked: number; holds: number }> {
  const started = performance.now()
  const secrets = selected.length > 0 ? await allSecrets() : []
  let [checked, holds] = [0, 0]
  const first = selected.slice(0, CHECKED_MAX)
  for (let start = 0; start < first.length; start += CHECKED_AT_ONCE) {
    if (performance.now() - started > CHECK_BUDGET_MS) break
    for (const delivery of await loadSelected(first.slice(start, start + CHECKED_AT_ONCE))) {
      checked += 1
      const isMismatch = delivery.verdict === 'header-mismatch'
      if (!isMismatch && checkSignature(asNamed(delivery), secrets).state === 'holds') holds += 1
    }
  }
  return { checked, holds }
}

type Loaded = Awaited<ReturnType<typeof loadSelected>>[number]

/** A delivery of an application that was unknown may have become known. */
function asNamed(delivery: Loaded): Loaded {
  const named = delivery.headers['x-al-application-id']?.toLowerCase()
  return delivery.applicationID === NIL_APPLICATION && named ? { ...delivery, applicationID: named } : delivery
}
