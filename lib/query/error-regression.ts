interface Rates {
  calls: number
  errors: number
  callsBefore: number
  errorsBefore: number
}

const FEWEST_ERRORS = 5
const FEWEST_CALLS_BEFORE = 20
const GROWTH = 1.5
/** Standard errors apart: one false alarm in a thousand groups. */
const SIGNIFICANT = 3.1

/**
 * Whether the share of errors grew against the time before by more than chance explains: at least by half, and
 * significantly by a two-proportion z-test. Without enough calls before there is nothing to compare with.
 */
export function isRegressed({ calls, errors, callsBefore, errorsBefore }: Rates): boolean {
  if (errors < FEWEST_ERRORS || callsBefore < FEWEST_CALLS_BEFORE || calls === 0) return false
  const share = errors / calls
  const shareBefore = errorsBefore / callsBefore
  if (share < shareBefore * GROWTH) return false
  const pooled = (errors + errorsBefore) / (calls + callsBefore)
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / calls + 1 / callsBefore))
  return deviation > 0 && (share - shareBefore) / deviation > SIGNIFICANT
}
