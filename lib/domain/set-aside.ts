import { z } from 'zod'
import { uuidSchema } from './text'

/** `reads` is a journey that calls touched; `caller-timer` is a caller whose judgement changes by time alone. */
export const SUBJECT_KINDS = ['journey', 'delivery', 'reads', 'caller', 'caller-timer', 'group'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** What detection failed on five times. */
export const SetAsideSubjectSchema = z.object({
  applicationID: uuidSchema,
  subjectType: z.enum(SUBJECT_KINDS, { error: `must be one of ${SUBJECT_KINDS.join(', ')}` }),
  subjectID: z.string().min(1).max(500),
})
export type SetAsideSubject = z.infer<typeof SetAsideSubjectSchema>
