import { z } from 'zod'
import { FindingBulkAnswerSchema, FindingBulkSchema } from '@/lib/domain/finding-bulk'
import { FindingChangeSchema } from '@/lib/domain/finding-change'
import { FindingParamsSchema } from '@/lib/query/finding'
import { ActivityQuerySchema, ActivitySchema } from '@/lib/query/finding-activity'
import { FindingGroupSchema, FindingGroupsQuerySchema } from '@/lib/query/finding-groups'
import { FindingsQuerySchema } from '@/lib/query/findings'
import { DetailQuerySchema } from '@/lib/query/inputs'
import {
  IncidentDetailSchema,
  IncidentParamsSchema,
  IncidentSchema,
  IncidentsQuerySchema,
  ReachSchema,
} from '@/lib/query/incidents'
import { JobParamsSchema, JobRowSchema, JobRowsQuerySchema, JobSchema, JobsQuerySchema } from '@/lib/query/jobs'
import { PersonSchema } from '@/lib/query/people'
import { FindingSchema } from '@/lib/query/schemas'
import { nextCursor, pageOf, type Operation } from './operation'

const path = { findingID: '$FINDING_ID' }

export const FINDING_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/findings',
    id: 'listFindings',
    summary: 'Findings, those seen last first.',
    needs: 'read',
    query: FindingsQuerySchema,
    answer: pageOf(FindingSchema),
    example: { query: { status: 'open,acknowledged', condition: 'offers-pending', limit: '20' } },
  },
  {
    method: 'get',
    path: '/findings/{findingID}',
    id: 'readFinding',
    summary: 'One finding with its evidence.',
    description: 'While a waiting time goes on, lastSeenAt moves without a new revision.',
    needs: 'read',
    params: FindingParamsSchema,
    query: DetailQuerySchema,
    answer: FindingSchema,
    errors: ['409'],
    tag: 'conditional',
    example: { path },
  },
  {
    method: 'patch',
    path: '/findings/{findingID}',
    id: 'updateFinding',
    summary: 'Change status, assignee, snooze or note of a finding.',
    description: 'With If-Match, only at the revision that you have seen. A note alone needs the role support.',
    needs: 'triage',
    params: FindingParamsSchema,
    query: DetailQuerySchema,
    body: FindingChangeSchema,
    answer: FindingSchema,
    tag: 'revised',
    example: { path, headers: { 'If-Match': '*' }, body: { status: 'acknowledged', note: 'Asked the lender.' } },
  },
  {
    method: 'get',
    path: '/findings/{findingID}/activity',
    id: 'listFindingActivity',
    summary: 'What happened to a finding, the newest first.',
    needs: 'read',
    params: FindingParamsSchema,
    query: ActivityQuerySchema,
    answer: pageOf(ActivitySchema),
    errors: ['409'],
    example: { path, query: { limit: '20' } },
  },
  {
    method: 'get',
    path: '/findings/groups',
    id: 'listFindingGroups',
    summary: 'Findings by condition and cause, the gravest first.',
    needs: 'read',
    query: FindingGroupsQuerySchema,
    answer: z.object({ data: z.array(FindingGroupSchema) }),
    example: { query: { status: 'open', range: '24h' } },
  },
  {
    method: 'post',
    path: '/findings/bulk',
    id: 'updateFindings',
    summary: 'Change all findings that match, in a job.',
    description: 'A dry run only counts them.',
    needs: 'triage',
    body: FindingBulkSchema,
    answer: FindingBulkAnswerSchema,
    statuses: ['200', '202'],
    errors: ['404', '409'],
    example: { body: { filter: { condition: 'offers-pending' }, change: { status: 'acknowledged' }, dryRun: true } },
  },
]

export const INCIDENT_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/incidents',
    id: 'listIncidents',
    summary: 'One cause behind many findings, those that began last first.',
    needs: 'read',
    query: IncidentsQuerySchema,
    answer: z.object({
      data: z.array(IncidentSchema),
      nextCursor,
      total: ReachSchema.meta({ description: 'Of this page together: what two of them reach counts once.' }),
    }),
    example: { query: { limit: '20' } },
  },
  {
    method: 'get',
    path: '/incidents/{incidentID}',
    id: 'readIncident',
    summary: 'One incident with its findings and how far it reaches.',
    needs: 'read',
    params: IncidentParamsSchema,
    query: DetailQuerySchema,
    answer: IncidentDetailSchema,
    errors: ['409'],
    tag: 'conditional',
    example: { path: { incidentID: '$INCIDENT_ID' } },
  },
]

export const JOB_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/jobs',
    id: 'listJobs',
    summary: 'Jobs over many rows, the newest first.',
    needs: 'read',
    query: JobsQuerySchema,
    answer: pageOf(JobSchema),
    example: { query: { kind: 'finding-change', limit: '20' } },
  },
  {
    method: 'get',
    path: '/jobs/{jobID}',
    id: 'readJob',
    summary: 'One job: how far it is and how its rows ended.',
    needs: 'read',
    params: JobParamsSchema,
    answer: JobSchema,
    tag: 'conditional',
    example: { path: { jobID: '$JOB_ID' } },
  },
  {
    method: 'get',
    path: '/jobs/{jobID}/rows',
    id: 'listJobRows',
    summary: 'The rows of a job, each with what became of it.',
    needs: 'read',
    params: JobParamsSchema,
    query: JobRowsQuerySchema,
    answer: pageOf(JobRowSchema),
    example: { path: { jobID: '$JOB_ID' }, query: { limit: '50' } },
  },
  {
    method: 'post',
    path: '/jobs/{jobID}/undo',
    id: 'undoJob',
    summary: 'Put back what a change of findings changed, in a job.',
    description: 'A finding that somebody or its evidence has changed since is left as it is.',
    needs: 'triage',
    params: JobParamsSchema,
    answer: FindingBulkAnswerSchema,
    statuses: ['202'],
    errors: ['409'],
    example: { path: { jobID: '$JOB_ID' } },
  },
  {
    method: 'get',
    path: '/people',
    id: 'listPeople',
    summary: 'People whom a finding can be assigned to and a note can mention.',
    needs: 'read',
    answer: z.object({ data: z.array(PersonSchema) }),
    example: {},
  },
]
