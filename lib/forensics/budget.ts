/** Work is counted and not timed, so that the same failure always gets the same explanation. */

const HASH_UNITS = 1_500

export interface BudgetLimits {
  /** One unit is about the hashing of one byte. */
  units: number
  variants: number
}

/** Of a body that nothing explains, about 10 ms for 4 KiB and 150 ms for 1 MiB. */
export function defaultLimits(bodyLength: number): BudgetLimits {
  return { units: 18_000_000 + 190 * bodyLength, variants: 8_000 }
}

export class Budget {
  private units: number
  private variants: number
  isSpent = false

  constructor(limits: BudgetLimits) {
    this.units = limits.units
    this.variants = limits.variants
  }

  /** False once it is spent; then nothing more may be tried. */
  hash(bytes: number): boolean {
    this.variants -= 1
    return this.spend(HASH_UNITS + bytes)
  }

  spend(units: number): boolean {
    this.units -= units
    if (this.units < 0 || this.variants < 0) this.isSpent = true
    return !this.isSpent
  }
}
