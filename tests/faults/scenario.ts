import type { Ledger } from './sender'
import type { Verdict } from './check'

/** What one scenario found: nothing wrong where `problems` is empty; `facts` is its line in the report. */
export interface Outcome {
  problems: string[]
  facts: string
}

export interface ScenarioOptions {
  seed: number
  say: (line: string) => void
}

/** What must hold after every fault, told as sentences. */
export function problemsOf({ lost, doubled, wrong, detection }: Verdict, ledger: Ledger): string[] {
  return [
    ...lost.map((id) => `${id} was acknowledged and is lost`),
    ...doubled.map((id) => `${id} was applied twice`),
    ...wrong,
    ...detection,
    ...ledger.wrong,
  ]
}

export function answersOf({ answers }: Ledger): string {
  return Object.entries(answers)
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ')
}
