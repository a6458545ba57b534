import { explainFailure } from '@/lib/forensics/explain-failure'
import { loadFailedDeliveries, saveForensics } from '@/lib/store/delivery-forensics'
import type { QueuedSubject } from '@/lib/store/detect-work'
import { allSecrets } from '@/lib/store/secrets'
import type { Transaction } from '@/lib/store/transaction'

/** Explains why signatures failed; answers the errors by `applicationID|deliveryID`. */
export async function explainDeliveries(tx: Transaction, subjects: QueuedSubject[]): Promise<Map<string, string>> {
  const failed = new Map<string, string>()
  if (subjects.length === 0) return failed
  const deliveries = await loadFailedDeliveries(tx, subjects)
  const secrets = await allSecrets()
  for (const delivery of deliveries) {
    try {
      await saveForensics(tx, delivery, explainFailure(delivery, secrets))
    } catch (error) {
      const name = `${delivery.applicationID}|${delivery.id}`
      failed.set(name, error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error')
    }
  }
  return failed
}
