import type { ApiCall } from '@/lib/domain/api-call'
import type { Decision, Evidence } from '@/lib/domain/finding'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { callEvidence, endOf, isSuccess, SKEW_MS, startOf } from './caller-view'
import type { JourneyCalls } from './journey-calls'

export interface LockConflict {
  at: Date
  decision: Decision
}

interface Winner {
  offerID: string
  lender: string | null
  at: number
  evidence: Evidence
}

/**
 * Every 409 on proceeding an offer after another of the journey was proceeded, by time. Who proceeded is taken from all
 * that is known, since a snapshot may tell of it later than the 409 came.
 */
export function lockConflicts(calls: JourneyCalls, snapshots: JourneySnapshot[]): LockConflict[] {
  const refused = calls.proceeds.filter(({ status, errorCode }) => status === 409 && (errorCode ?? CODE) === CODE)
  if (refused.length === 0) return []
  const winners = [...toldByCalls(calls.proceeds), ...toldBySnapshots(snapshots)].sort((a, b) => a.at - b.at)
  return refused.flatMap((call) => {
    const winner = winners.find(({ at }) => at <= endOf(call) + SKEW_MS)
    const own = winners.some(({ offerID, at }) => offerID === call.offerID && at <= endOf(call) + SKEW_MS)
    if (own) return []
    const decision = winner ? alreadyProceeded(call, winner, snapshots) : undetermined(call)
    return [{ at: call.occurredAt, decision }]
  })
}

const CODE = 'OFFER_LOCK_CONFLICT'

function toldByCalls(proceeds: ApiCall[]): Winner[] {
  return proceeds.filter(isSuccess).map((call) => ({
    offerID: call.offerID ?? '',
    lender: null,
    at: startOf(call),
    evidence: callEvidence(call, `Offer ${call.offerID} was proceeded`),
  }))
}

function toldBySnapshots(snapshots: JourneySnapshot[]): Winner[] {
  const told = new Map<string, Winner>()
  for (const { offers } of snapshots) {
    for (const { offerID, lender, proceededAt } of offers ?? []) {
      if (!proceededAt || told.has(offerID)) continue
      const summary = `Offer ${lender ?? offerID} was proceeded`
      const evidence = { kind: 'offer', at: proceededAt, summary, ref: { offerID } }
      told.set(offerID, { offerID, lender, at: proceededAt.getTime(), evidence })
    }
  }
  return [...told.values()]
}

function alreadyProceeded(call: ApiCall, winner: Winner, snapshots: JourneySnapshot[]): Decision {
  const seconds = Math.max(0, Math.round((startOf(call) - winner.at) / 1000))
  const lender = lenderOf(call.offerID, snapshots)
  return {
    condition: 'offer-lock-conflict',
    cause: 'offer-already-proceeded',
    confidence: 0.97,
    severity: 'medium',
    summary: `${lender ?? 'An offer'} was still on offer ${seconds} s after ${winner.lender ?? lenderOf(winner.offerID, snapshots) ?? 'another'} had been proceeded.`,
    evidence: [
      winner.evidence,
      callEvidence(call, `Proceeding offer ${lender ?? call.offerID} was refused with 409, ${seconds} s later`),
    ],
    rejectedCauses: [],
  }
}

function lenderOf(offerID: string | null, snapshots: JourneySnapshot[]): string | null {
  for (const { offers } of snapshots.toReversed()) {
    const lender = offers?.find((offer) => offer.offerID === offerID)?.lender
    if (lender) return lender
  }
  return null
}

function undetermined(call: ApiCall): Decision {
  return {
    condition: 'offer-lock-conflict',
    cause: 'undetermined',
    confidence: 0.3,
    severity: 'low',
    summary: 'Proceeding was refused with 409 and no proceed of another offer is known. Refresh the journey.',
    evidence: [callEvidence(call, `Proceeding offer ${call.offerID} was refused with 409`)],
    rejectedCauses: [
      { cause: 'offer-already-proceeded', why: 'Neither a call nor a snapshot tells of a proceeded offer before it.' },
    ],
  }
}
