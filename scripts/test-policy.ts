/** The part of vitest's JSON report in which `tests/support/policy-watch.ts` leaves what it saw. */
export interface PolicyReport {
  testResults: { assertionResults: { meta?: { policy?: Policy } }[] }[]
}

interface Policy {
  documents: number
  violations: string[]
}

/** What the browsers of a whole run saw of the content security policy. */
export function policyOfRun(report: PolicyReport): Policy {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const seen = tests.flatMap(({ meta }) => (meta?.policy ? [meta.policy] : []))
  return {
    documents: seen.reduce((sum, { documents }) => sum + documents, 0),
    violations: seen.flatMap(({ violations }) => violations),
  }
}
