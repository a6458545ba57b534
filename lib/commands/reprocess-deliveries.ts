import type { Principal } from '@/lib/auth/principal'
import type { ReworkInput } from '@/lib/domain/delivery-filter'
import { reworkDeliveries, type ReworkDryRun, type ReworkQueued } from './rework-deliveries'

/**
 * Has quarantined and refused deliveries judged again and applied where they verify now: a job with an outcome for each
 * (`/api/v1/jobs/{jobID}`), or with `dryRun` the count alone. Throws NOT_FOUND where none fits.
 */
export async function reprocessDeliveries(
  principal: Principal,
  input: ReworkInput,
): Promise<ReworkDryRun | ReworkQueued> {
  return reworkDeliveries(principal, 'delivery-reprocess', input)
}
