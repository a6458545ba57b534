import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface Dice {
  /** From 0 to `below`, without it. */
  number: (below: number) => number
  oneOf: <T>(choices: readonly [T, ...T[]]) => T
}

export function createDice(seed: number): Dice {
  const generator = xoroshiro128plus(seed)
  const number = (below: number) => uniformFloat64(generator) * below
  return {
    number,
    oneOf: (choices) => choices[Math.floor(number(choices.length))] ?? choices[0],
  }
}
