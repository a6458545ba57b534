import { replayJourney, type JourneyHistory } from '@/lib/detect/replay'
import type { RefusedUpdate } from '@/lib/domain/finding'
import { defaultSettings, type Settings } from '@/lib/domain/settings'
import type { JourneySnapshot } from '@/lib/domain/snapshot'

/** A history with default settings, and what replaying it tells at one moment. */

export function historyOf(
  snapshots: JourneySnapshot[],
  rest: { refused?: RefusedUpdate[]; settings?: Partial<Settings> } = {},
): JourneyHistory {
  return {
    applicationID: '11111111-1111-4111-8111-111111111111',
    environment: 'test',
    journeyID: 'j1',
    snapshots,
    refused: rest.refused ?? [],
    settings: { ...defaultSettings(), ...rest.settings },
  }
}

export function judge(now: Date, ...snapshots: JourneySnapshot[]) {
  return replayJourney(historyOf(snapshots), now)
}

/** "condition/cause" of what holds at `now`, sorted. */
export function held(now: Date, ...snapshots: JourneySnapshot[]): string[] {
  return openOf(judge(now, ...snapshots).findings)
}

export function openOf(findings: ReturnType<typeof replayJourney>['findings']): string[] {
  const open = findings.filter(({ episodes }) => episodes.at(-1)?.to === null)
  return open.map(({ condition, cause }) => `${condition}/${cause}`).toSorted()
}
