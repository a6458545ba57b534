import type { Principal } from '@/lib/auth/principal'
import type { ReworkInput } from '@/lib/domain/delivery-filter'
import { reworkDeliveries, type ReworkDryRun, type ReworkQueued } from './rework-deliveries'

/**
 * Has quarantined and refused deliveries judged again by the secrets that are active now, without applying anything, and
 * those that still fail explained anew. A job, or with `dryRun` the count alone. Throws NOT_FOUND where none fits.
 */
export async function reverifyDeliveries(
  principal: Principal,
  input: ReworkInput,
): Promise<ReworkDryRun | ReworkQueued> {
  return reworkDeliveries(principal, 'delivery-reverify', input)
}
