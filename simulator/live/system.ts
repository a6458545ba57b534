import { PartnerBackend } from '../partner/backend'
import { PartnerClient, type ClientOptions } from '../partner/client'
import { Random } from '../world/random'
import type { LiveSystem } from './misconduct'

export interface SystemOptions extends Omit<ClientOptions, 'random'> {
  seed: number
  apiKey: () => string
  sleep: LiveSystem['sleep']
}

/** A calling system with its client, its key and one of the other environment. */
export function liveSystem({ seed, apiKey, sleep, ...options }: SystemOptions): LiveSystem {
  // Calls bear IDs of their own, so a system that starts anew must not draw those of its last run.
  const random = new Random(seed, 'system', options.caller, options.clock())
  const client = new PartnerClient({ ...options, random })
  const other = options.environment === 'live' ? 'test' : 'live'
  return {
    client,
    backend: new PartnerBackend(client, apiKey),
    random,
    sleep,
    foreignKey: `sk_${other}_${random.hex(32)}`,
  }
}
