import type { PlayedJourney } from '../world/world'
import type { Label } from './types'

/** A refused delivery that was sent again within the minute: nobody's update went missing. */
export function mendedLabel(played: PlayedJourney, span: { from: number; to: number }, applicationID: string): Label {
  return {
    kind: 'healthy',
    subjectType: 'journey',
    subjectID: played.journeyID,
    applicationID,
    condition: 'journey-stalled',
    cause: 'updates-missing',
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    lookAlike: 'refused once, sent again or overtaken within the minute',
    scenario: played.scenario,
  }
}
