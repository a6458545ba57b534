import type { Behaviour } from '../behaviour'
import type { Random } from '../random'

/** A way to play a journey on purpose. */
export interface Scenario {
  name: string
  /** Draws the behaviour; `stuckMs` is how long the fault is to last, for good when it holds at the end time. */
  behaviour: (random: Random, stuckMs: number) => Partial<Behaviour>
  /** How long before the end time a journey must begin so that its fault holds then: shortest and longest, in ms. */
  startsBefore: readonly [number, number]
  /** How long a past fault lasts beyond its threshold's start: shortest and longest, in ms. */
  lasts: readonly [number, number]
  /** Set on a healthy one: what it looks like and must not be called. */
  looksLike?: { condition: string; cause: string; kind: string }
}
