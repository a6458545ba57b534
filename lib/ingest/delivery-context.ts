import type { Settings } from '@/lib/domain/settings'
import { findApplication } from '@/lib/store/applications'
import { activeAndKnownSecrets } from '@/lib/store/secrets'
import { loadSettings } from '@/lib/store/settings'
import { ShortCache } from '@/lib/store/short-cache'
import type { JudgeContext } from './judge-delivery'

export interface DeliveryContext extends JudgeContext {
  application: { applicationID: string; tenantID: string; environment: string }
  settings: Settings
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** A revocation is effective within 5 seconds in every process; a new secret is read anew when a digest fails. */
const cache = new ShortCache<DeliveryContext>(3_000)

/** The application a header names, with its active secrets; null where it is not configured. At most 3 seconds old. */
export async function deliveryContext(applicationID: string | undefined): Promise<DeliveryContext | null> {
  if (!applicationID || !UUID.test(applicationID)) return null
  return cache.read(applicationID.toLowerCase(), () => loadContext(applicationID.toLowerCase()))
}

/** The same, read now. */
export async function freshDeliveryContext(applicationID: string | undefined): Promise<DeliveryContext | null> {
  if (!applicationID || !UUID.test(applicationID)) return null
  return loadAfterNow(applicationID.toLowerCase())
}

interface Reading {
  running: Promise<DeliveryContext | null>
  next: Promise<DeliveryContext | null> | null
}
const readings = new Map<string, Reading>()

/** Those who ask while one is being read share the next: forged requests must not cost a reading each. */
function loadAfterNow(applicationID: string): Promise<DeliveryContext | null> {
  const reading = readings.get(applicationID)
  if (reading) {
    reading.next ??= reading.running.catch(() => null).then(() => startReading(applicationID))
    return reading.next
  }
  return startReading(applicationID)
}

function startReading(applicationID: string): Promise<DeliveryContext | null> {
  const reading: Reading = { running: loadContext(applicationID), next: null }
  readings.set(applicationID, reading)
  const isOver = () => reading.next === null && readings.delete(applicationID)
  reading.running.then(isOver, isOver)
  return reading.running
}

async function loadContext(applicationID: string): Promise<DeliveryContext | null> {
  const application = await findApplication(applicationID)
  if (!application) return null
  const [secrets, settings] = await Promise.all([activeAndKnownSecrets(applicationID), loadSettings(applicationID)])
  return {
    application: { applicationID, tenantID: application.tenantID.toLowerCase(), environment: application.environment },
    activeSecrets: secrets.filter((secret) => secret.status === 'active'),
    toleranceMs: settings['webhook.tolerance.minutes'] * 60_000,
    settings,
  }
}
