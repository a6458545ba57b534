import { z } from 'zod'
import {
  CONDITIONS,
  FINDING_STATUSES,
  isCondition,
  SEVERITIES,
  SUBJECT_TYPES,
  UNDETERMINED,
} from '@/lib/domain/conditions'
import { ENVIRONMENTS } from '@/lib/domain/vocabulary'

export const conditionIDs = Object.keys(CONDITIONS).filter(isCondition)
export const causeIDs = [
  UNDETERMINED,
  ...new Set(Object.values(CONDITIONS).flatMap(({ causes }) => Object.keys(causes))),
]

/** Stands for "nobody" where an assignee is asked for. */
export const NOBODY = 'nobody'
export const UNRESOLVED = FINDING_STATUSES.filter((status) => status !== 'resolved')

/** What each filter of findings takes; a query string and a bulk change spell only `status` differently. */
export const findingFilterFields = {
  condition: z.enum(conditionIDs).optional(),
  cause: z.enum(causeIDs).optional(),
  subjectType: z.enum(SUBJECT_TYPES).optional(),
  subjectID: z.string().min(1).max(500).optional(),
  severity: z.enum(SEVERITIES).optional(),
  assignee: z
    .string()
    .min(1)
    .max(254)
    .optional()
    .meta({ description: `Who looks after it; ${NOBODY}: no one.` }),
  mentions: z
    .string()
    .min(1)
    .max(254)
    .optional()
    .meta({ description: 'A note mentions the person with this address.' }),
  q: z.string().min(1).max(200).optional().meta({ description: 'Part of the subject’s ID, or a borrower’s ID.' }),
  environment: z.enum(ENVIRONMENTS).optional(),
}

const FINDINGS_MAX = 1_000
const GROUPS_MAX = 100

/** The findings that a bulk change is for. Without `status`: those that are not resolved. */
export const FindingSelectionSchema = z.strictObject({
  ...findingFilterFields,
  status: z.array(z.enum(FINDING_STATUSES)).min(1).max(FINDING_STATUSES.length).optional(),
  applicationID: z.guid({ error: 'must be the UUID of an application' }).optional(),
  findingIDs: z
    .array(z.guid({ error: 'must be UUIDs of findings' }))
    .min(1)
    .max(FINDINGS_MAX, { error: `must be at most ${FINDINGS_MAX}; use the other fields for more` })
    .optional()
    .meta({ description: 'These findings; with `groups`, those of either.' }),
  groups: z
    .array(z.strictObject({ condition: z.enum(conditionIDs), cause: z.enum(causeIDs) }))
    .min(1)
    .max(GROUPS_MAX)
    .optional()
    .meta({ description: 'All findings of these conditions and causes.' }),
})
export type FindingSelection = z.input<typeof FindingSelectionSchema>
