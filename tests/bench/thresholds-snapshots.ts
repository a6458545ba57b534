import { readSnapshot } from '@/lib/ingest/reshape-snapshot'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { readJson } from '@/lib/ingest/read-json'
import { snapshotBody } from '@/simulator/webhooks/snapshot'
import type { PlayedJourney } from '@/simulator/world/world'

const IDS = {
  tenantID: '5f0c9b5e-0a8b-4a57-9a3f-6b1a4d6a0001',
  applicationID: '5f0c9b5e-0a8b-4a57-9a3f-6b1a4d6a0002',
}

/** What the webhooks of a played journey tell, read as the receiver reads them, up to `now`. */
export function snapshotsOf(journey: PlayedJourney, now: number): JourneySnapshot[] {
  return journey.states
    .filter(({ at }) => at <= now)
    .flatMap((state) => {
      const body = snapshotBody(journey, state, { ...IDS, unchangedFrom: null })
      const content = readSnapshot(readJson(body)?.value)
      return content?.snapshots.map((snapshot) => ({ ...snapshot, receivedAt: snapshot.eventAt })) ?? []
    })
}
