import type { Random } from '../../world/random'
import { SECOND } from '../../world/types'
import type { ApiCall } from '../types'
import type { CallWriter } from '../writer'

export interface CallerStage {
  writer: CallWriter
  random: Random
  caller: string
  from: number
  to: number
  /** The how-manieth of those that play the same; it picks the variant. */
  turn: number
}

/** The last evidence of what was done wrong, and the success that ended it, if one did. Milliseconds. */
export interface Ending {
  last: number
  clearedAt?: number
}

export type Play = (stage: CallerStage) => Ending | null

/** A caller that does one thing wrong for a while; with `lookAlike`, a healthy one that resembles it. */
export interface CallerScenario {
  caller: string
  condition: string
  cause: string
  lookAlike?: string
  play: Play
}

/** Makes the scenarios of one condition, with what is played and what it shows. */
export function scenariosOf(condition: string): {
  fault: (caller: string, cause: string, ...plays: Play[]) => CallerScenario
  healthy: (caller: string, cause: string, lookAlike: string, ...plays: Play[]) => CallerScenario
} {
  return {
    fault: (caller, cause, ...plays) => ({ caller, condition, cause, play: inTurn(plays) }),
    healthy: (caller, cause, lookAlike, ...plays) => ({ caller, condition, cause, lookAlike, play: inTurn(plays) }),
  }
}

function inTurn(plays: readonly Play[]): Play {
  return (stage) => plays[stage.turn % plays.length]?.(stage) ?? null
}

/** What a look-alike plays is no evidence of anything. */
export function nothingWrong(play: Play): Play {
  return (stage) => {
    play(stage)
    return null
  }
}

/** Moments from..to with about that many milliseconds between them, at least one and at most `most`. */
export function moments({ random, from, to }: CallerStage, gap: number, most = Infinity): number[] {
  const list = [from]
  for (let at = from; list.length < most;) {
    at += gap * random.between(0.7, 1.3)
    if (at >= to) break
    list.push(at)
  }
  return list
}

export function endOf(times: readonly number[]): Ending {
  return { last: Math.max(...times) }
}

export const borrower = (random: Random): string => `CUST_C${random.letters('0123456789', 10)}`

/** The key that all ordinary mints of the partner use. */
export const GOOD_KEY = '5f1c0e9a77b2'

/** A session of a new borrower, minted just before. */
export function newSession({ writer, random, caller }: CallerStage, at: number) {
  const borrowerExternalID = borrower(random)
  const held = writer.mint(at - SECOND, caller, GOOD_KEY, borrowerExternalID)
  return { held, given: { caller, auth: writer.session(held), borrowerExternalID } }
}

export type Auth = ApiCall['auth']
