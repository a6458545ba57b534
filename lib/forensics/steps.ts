/** The classes of changes, in the order in which a cause is named where several changes are needed. */
const CLASSES = [
  ['encoding:', 'signature-encoding'],
  ['timestamp:', 'timestamp-omitted'],
  ['secret:', 'wrong-secret'],
  ['bytes:', 'body-altered-in-transit'],
  ['json:', 'parsed-body-signed'],
] as const

/** Of the class that is named first; Infinity where there is none. */
export function firstRank(steps: readonly string[]): number {
  const ranks = steps.map((step) => CLASSES.findIndex(([prefix]) => step.startsWith(prefix)))
  return Math.min(...ranks.filter((rank) => rank >= 0))
}

export function causeOf(steps: readonly string[]): string {
  return CLASSES[firstRank(steps)]?.[1] ?? 'undetermined'
}
