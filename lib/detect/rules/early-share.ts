/** A time over which too many of the 429s were repeated too soon; half open, milliseconds. */
export interface EarlySpan {
  from: number
  to: number
}

export interface EarlyCounts {
  spans: EarlySpan[]
  /** Of the window that ends with each early retry, itself included. */
  at: { early: number; limited: number }[]
}

export interface EarlyLimits {
  windowMs: number
  earlyMin: number
  /** Of 1. */
  shareMin: number
}

/**
 * Where early retries are more than the share, and enough, of the 429s of the window that ends there. A share that stood on
 * few 429s and falls again as more come was chance: it is told while it stands, and forgotten when it falls.
 */
export function earlySpans(early: number[], limited: number[], limits: EarlyLimits): EarlyCounts {
  const { windowMs, earlyMin, shareMin } = limits
  const turns = [...new Set([...early, ...limited].flatMap((time) => [time, time + windowMs]))].sort((a, b) => a - b)
  const earlies = new Window(early, windowMs)
  const all = new Window(limited, windowMs)
  const at: EarlyCounts['at'] = []
  const spans: EarlySpan[] = []
  let open: { from: number; isSure: boolean } | null = null
  for (const turn of turns) {
    const before = earlies.seen
    const count = earlies.moveTo(turn)
    const of = all.moveTo(turn)
    while (at.length < earlies.seen) at.push({ early: count, limited: of })
    const isMany = count >= earlyMin && count > shareMin * of
    // It begins with a retry, never with other 429s leaving the window.
    if (isMany && (open || earlies.seen > before)) {
      open ??= { from: turn, isSure: false }
      open.isSure ||= shareAtLeast(count, of) > shareMin
    } else if (open) {
      if (open.isSure || count < earlyMin) spans.push({ from: open.from, to: turn })
      open = null
    }
  }
  return { spans, at }
}

/** Lower end of Wilson's interval of 95 %. */
function shareAtLeast(count: number, of: number): number {
  const z = 1.96
  const share = Math.min(1, count / of)
  const middle = share + (z * z) / (2 * of)
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  return (middle - half) / (1 + (z * z) / of)
}

/** How many of the times lie in a window whose end only moves on. */
class Window {
  seen = 0
  private left = 0

  constructor(
    private readonly times: number[],
    private readonly lengthMs: number,
  ) {}

  moveTo(end: number): number {
    while ((this.times[this.seen] ?? Infinity) <= end) this.seen++
    while ((this.times[this.left] ?? Infinity) <= end - this.lengthMs) this.left++
    return this.seen - this.left
  }
}
