import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { dataWithoutKnown, knownValues, withoutKnown } from '@/lib/domain/known-values'
import { routeOf } from '@/lib/domain/route-template'
import { findBorrowersOfCalls, type BorrowerOfCall } from '@/lib/store/borrowers-of-calls'

/**
 * Calls without what the profiles of their borrowers tell, where a call says whom it is about: a name has no pattern.
 * Nothing that was written freely is kept of a call about an erased borrower.
 */
export async function maskKnownBorrowers(
  calls: ApiCallDraft[],
): Promise<{ calls: ApiCallDraft[]; masked: Set<number> }> {
  const suspects = calls.flatMap((call, index) => (isSuspect(call) ? [index] : []))
  const borrowers = await findBorrowersOfCalls(suspects.flatMap((index) => calls[index] ?? []))
  const masked = new Set<number>()
  const cleaned = [...calls]
  for (const [position, borrower] of borrowers) {
    const index = suspects[position] ?? -1
    const call = calls[index]
    if (!call) continue
    const clean = borrower.isErased ? stripped(call) : maskedCall(call, borrower)
    if (clean === call) continue
    cleaned[index] = clean
    masked.add(index)
  }
  return { calls: cleaned, masked }
}

/** A name of several words is percent-encoded in a path; any other text of a call is of the contract's words. */
function isSuspect({ error, errorMessage, extra, path, borrowerExternalID, journeyID }: ApiCallDraft): boolean {
  const isWritten = error !== null || errorMessage !== null || extra !== null || /[%+]/.test(path)
  return isWritten && (borrowerExternalID !== null || journeyID !== null)
}

function maskedCall(call: ApiCallDraft, { profile }: BorrowerOfCall): ApiCallDraft {
  const known = knownValues(profile)
  if (!known) return call
  const path = withoutKnown(call.path, known)
  const clean = {
    path,
    route: path === call.path ? call.route : routeOf(call.method, path).template,
    error: call.error && withoutKnown(call.error, known),
    errorMessage: call.errorMessage && withoutKnown(call.errorMessage, known),
    extra: call.extra && (dataWithoutKnown(call.extra, known) as Record<string, unknown>),
  }
  const before = { path: call.path, route: call.route, error: call.error, errorMessage: call.errorMessage }
  const isSame = JSON.stringify({ ...before, extra: call.extra }) === JSON.stringify(clean)
  return isSame ? call : { ...call, ...clean }
}

function stripped(call: ApiCallDraft): ApiCallDraft {
  return { ...call, error: null, errorMessage: null, extra: null }
}
