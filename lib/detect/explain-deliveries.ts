import type { ExplainedFailure } from '@/lib/domain/delivery'
import { explainFailure } from '@/lib/forensics/explain-failure'
import { loadFailedDeliveries, saveForensics, type FailedDelivery } from '@/lib/store/delivery-forensics'
import type { QueuedSubject } from '@/lib/store/detect-work'
import { listApplications } from '@/lib/store/applications'
import { allSecrets } from '@/lib/store/secrets'
import { loadSettings } from '@/lib/store/settings'
import type { Transaction } from '@/lib/store/transaction'
import { errorWords } from '@/lib/domain/error-words'
import { ForensicsAdmission } from './forensics-admission'

const admission = new ForensicsAdmission()

/** Explains why signatures failed; answers the errors by `applicationID|deliveryID`. */
export async function explainDeliveries(tx: Transaction, subjects: QueuedSubject[]): Promise<Map<string, string>> {
  const failed = new Map<string, string>()
  if (subjects.length === 0) return failed
  const deliveries = await loadFailedDeliveries(tx, subjects)
  const environments = new Map((await listApplications()).map((row) => [row.applicationID, row.environment]))
  const secrets = (await allSecrets()).map((secret) => {
    return { ...secret, environment: environments.get(secret.applicationID) }
  })
  for (const delivery of deliveries) {
    try {
      const settings = await loadSettings(delivery.applicationID)
      const toleranceMs = settings['webhook.tolerance.minutes'] * 60_000
      const explain = () => explainFailure({ ...delivery, toleranceMs }, secrets)
      await saveForensics(tx, delivery, isAdmitted(delivery) ? explain() : NOT_EXAMINED)
    } catch (error) {
      const name = `${delivery.applicationID}|${delivery.id}`
      failed.set(name, errorWords(error))
    }
  }
  return failed
}

function isAdmitted({ applicationID, body, isKnown }: FailedDelivery): boolean {
  return admission.admit({ applicationID, bodyBytes: body.byteLength, isKnown }, performance.now())
}

const NOT_EXAMINED: ExplainedFailure = {
  cause: 'undetermined',
  confidence: 0,
  sentence: 'Not examined: too many deliveries failed in the same minute.',
  offset: null,
  tried: [],
  missing: 'Verify it again to have it examined.',
  steps: [],
  secretID: null,
  verdict: 'signature-mismatch',
  diff: null,
}
