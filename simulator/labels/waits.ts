import type { Stretch } from './facts'

export interface Wait extends Stretch {
  /** Event time of the earliest state of the unbroken run of this status. */
  runFrom: number
  /** The same, or the later end of the borrower's last move within the run: where a stall's wait restarts. */
  waitFrom: number
  /** The end of the borrower's last move at all; -Infinity when there was none. */
  borrowerUntil: number
}

/** Adds to each stretch since when it waits. */
export function waits(list: readonly Stretch[]): Wait[] {
  let runFrom = -Infinity
  let borrowerUntil = -Infinity
  return list.map((stretch, index) => {
    const before = list[index - 1]
    if (before?.state.status !== stretch.state.status) runFrom = stretch.from
    if (before?.owner === 'borrower') borrowerUntil = stretch.from
    return { ...stretch, runFrom, waitFrom: Math.max(runFrom, borrowerUntil), borrowerUntil }
  })
}
