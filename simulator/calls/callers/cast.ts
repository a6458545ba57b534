import { API_KEY_SCENARIOS } from './api-key'
import { FLOOD_SCENARIOS } from './floods'
import { RETRY_SCENARIOS } from './retries'
import { SESSION_SCENARIOS } from './session'
import type { CallerScenario } from './types'
import { VALIDATION_SCENARIOS } from './validation'

/** One caller each, so that what one does says nothing of another. */
export const CALLER_SCENARIOS: readonly CallerScenario[] = [
  ...API_KEY_SCENARIOS,
  ...SESSION_SCENARIOS,
  ...VALIDATION_SCENARIOS,
  ...RETRY_SCENARIOS,
  ...FLOOD_SCENARIOS,
]

export interface CastCaller {
  scenario: CallerScenario
  caller: string
  turn: number
}

/** So many callers of each scenario, each with a variant of it. */
export function castCallers(each: number): CastCaller[] {
  return CALLER_SCENARIOS.flatMap((scenario) =>
    Array.from({ length: each }, (_, turn) => ({
      scenario,
      caller: turn === 0 ? scenario.caller : `${scenario.caller}-${turn + 1}`,
      turn,
    })),
  )
}
