import { setTimeout as sleep } from 'node:timers/promises'
import type { Ledger } from './sender'

/** What the desk promises once its database can be used again. */
export const RECOVERY_MAX_MS = 10_000

/** Milliseconds until something is acknowledged again; a problem where that takes longer than is promised. */
export async function waitForRecovery(ledger: Ledger, problems: string[], what: string): Promise<number> {
  const [startedAt, before] = [Date.now(), ledger.acknowledged.size]
  while (ledger.acknowledged.size === before && Date.now() - startedAt < 3 * RECOVERY_MAX_MS) await sleep(50)
  const tookMs = Date.now() - startedAt
  if (tookMs > RECOVERY_MAX_MS) problems.push(`${what}: nothing was acknowledged for ${tookMs} ms afterwards`)
  return tookMs
}

/** Waits until `enough` answers were 503; a problem where they do not come. */
export async function waitForRefusals(ledger: Ledger, problems: string[], enough: number): Promise<void> {
  const [deadline, before] = [Date.now() + 60_000, ledger.answers['503'] ?? 0]
  while ((ledger.answers['503'] ?? 0) < before + enough) {
    if (Date.now() > deadline) return void problems.push('The fault was never felt: no answer was 503')
    await sleep(50)
  }
}

export async function checkHealth(url: string, problems: string[]): Promise<void> {
  const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
  if (answer?.status !== 200) problems.push(`/api/health answered ${answer?.status ?? 'nothing'} meanwhile`)
}
