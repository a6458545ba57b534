import type { CONDITIONS, Condition } from '@/lib/domain/conditions'

/** The cause IDs of a condition; of a union of conditions, all of theirs. */
export type CauseOf<C extends Condition> = C extends Condition ? keyof (typeof CONDITIONS)[C]['causes'] & string : never

export interface CodeSample {
  title: string
  language: 'ts' | 'js' | 'bash' | 'http'
  source: string
}

/** One cause: `cause` is its ID and its anchor on the page. Texts mark code with backticks and use no other markup. */
export interface CauseGuide<C extends Condition = Condition> {
  cause: CauseOf<C>
  title: string
  summary: string
  /** The rule that names this cause, thresholds included. */
  detection: string
  /** What a finding of this cause shows. */
  evidence: string[]
  /** What looks the same and does not get this cause. */
  lookAlikes: string[]
  /** The fix, in order, each step in the imperative. */
  steps: string[]
  code?: CodeSample[]
  /** Where the platform's documentation is silent and we had to choose. */
  platformNote?: string
}

export interface ConditionGuide<C extends Condition = Condition> {
  condition: C
  title: string
  symptom: string
  whatItMeans: string
  causes: CauseGuide<C>[]
}
