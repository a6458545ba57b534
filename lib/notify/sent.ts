/** How one attempt to send ended. The error is for the log on screen: no address, no secret. */
export type Sent =
  | { ok: true; status: number | null; note: string | null }
  | { ok: false; status: number | null; error: string; retryAfterMs: number | null; isFinal: boolean }

export function failed(error: string, more: Partial<Extract<Sent, { ok: false }>> = {}): Sent {
  return { ok: false, status: null, error, retryAfterMs: null, isFinal: false, ...more }
}
