/** The truth about what was played. Read by tests and benches only, never sent to the product. */
export interface Label {
  /**
   * `fault`: the cause held from `from` to `to` (null: it still holds at the end). `upcoming`: nothing holds yet, but
   * with no further event the cause begins at `from`, after the end. `healthy`: a look-alike that must not get `cause`.
   */
  kind: 'fault' | 'upcoming' | 'healthy'
  subjectType: 'journey' | 'caller' | 'delivery_group'
  subjectID: string
  applicationID: string
  condition: string
  cause: string
  /** ISO 8601, event time. */
  from: string
  to: string | null
  /** Of one that still holds: when it ends by time alone, after the end. */
  lapsesAt?: string
  /** Of a healthy one: which look-alike it is. */
  lookAlike?: string
  /** What was played, for reading a miss. */
  scenario?: string
  /** Of a delivery group: what belongs to it. */
  deliveryIDs?: string[]
  journeyIDs?: string[]
}

export interface Interval {
  from: number
  /** Exclusive; Infinity while it lasts. */
  to: number
}

export interface CauseInterval extends Interval {
  condition: string
  cause: string
}

export const UNDETERMINED = 'undetermined'
