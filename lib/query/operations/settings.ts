import { z } from 'zod'
import { LIVE_TOPICS } from '@/lib/domain/live'
import { ChangeViewSchema, SaveViewSchema } from '@/lib/domain/saved-view-input'
import { RetirementSchema, SecretToAddSchema } from '@/lib/domain/secret-input'
import { SetAsideSubjectSchema } from '@/lib/domain/set-aside'
import { OverrideThresholdSchema } from '@/lib/domain/threshold-input'
import { AuditEntrySchema, AuditQuerySchema } from '@/lib/query/audit'
import { LiveQuerySchema } from '@/lib/query/live'
import { ApplicationParamsSchema, ApplicationSchema, SecretParamsSchema, SecretSchema } from '@/lib/query/secrets'
import { ThresholdSchema, ThresholdsQuerySchema } from '@/lib/query/thresholds'
import { SavedViewSchema, ViewParamsSchema, ViewsQuerySchema } from '@/lib/query/views'
import { pageOf, wholeList, type Operation } from './operation'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })
const secretPath = { applicationID: '$APPLICATION_ID', secretID: '$SECRET_ID' }

export const APPLICATION_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/applications',
    id: 'listApplications',
    summary: 'The applications, in the order they were added.',
    needs: 'read',
    answer: wholeList(ApplicationSchema),
    example: {},
  },
  {
    method: 'get',
    path: '/applications/{applicationID}/secrets',
    id: 'listSecrets',
    summary: 'Webhook secrets without their values, the newest first.',
    needs: 'engineer',
    params: ApplicationParamsSchema,
    answer: wholeList(SecretSchema),
    example: { path: { applicationID: '$APPLICATION_ID' } },
  },
  {
    method: 'post',
    path: '/applications/{applicationID}/secrets',
    id: 'addSecret',
    summary: 'Add a webhook secret, or have one made.',
    description: 'The value is in the answer only where we made it, and never again.',
    needs: 'admin',
    params: ApplicationParamsSchema,
    body: SecretToAddSchema,
    answer: z.object({ secretID: z.guid(), value: z.string().optional() }),
    errors: ['409'],
    example: { path: { applicationID: '$APPLICATION_ID' }, body: { value: null, overlapMs: 86_400_000 } },
  },
  {
    method: 'patch',
    path: '/applications/{applicationID}/secrets/{secretID}',
    id: 'scheduleSecretRetirement',
    summary: 'Say when a secret stops verifying, or that it does not.',
    needs: 'admin',
    params: SecretParamsSchema,
    body: RetirementSchema,
    answer: z.object({ secretID: z.guid(), retireAt: at.nullable(), revision: z.int() }),
    tag: 'revised',
    example: { path: secretPath, body: { retireAt: null } },
  },
  {
    method: 'delete',
    path: '/applications/{applicationID}/secrets/{secretID}',
    id: 'retireSecret',
    summary: 'Retire a secret now and for good.',
    needs: 'admin',
    params: SecretParamsSchema,
    answer: z.object({
      secretID: z.guid(),
      retiredAt: at.nullable(),
      activeLeft: z.int().meta({ description: 'Secrets of the application that still verify.' }),
    }),
    example: { path: secretPath },
  },
]

export const THRESHOLD_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/thresholds',
    id: 'readThresholds',
    summary: 'How long each status may last: the default, what was learned, and what somebody set.',
    needs: 'read',
    query: ThresholdsQuerySchema,
    answer: z.object({
      data: z.array(ThresholdSchema),
      isLearning: z.boolean().meta({ description: 'False: learning is switched off in the settings.' }),
      learnedAt: at.nullable(),
    }),
    errors: ['404'],
    example: { query: { applicationID: '$APPLICATION_ID' } },
  },
  {
    method: 'patch',
    path: '/thresholds',
    id: 'overrideThreshold',
    summary: 'Set how long a status may last, over anything learned.',
    description: 'minutes null goes back to what is learned.',
    needs: 'ops',
    body: OverrideThresholdSchema,
    answer: z.object({
      status: z.string(),
      minutes: z.number().nullable(),
      applicationID: z.guid().nullable(),
      revision: z.int(),
    }),
    tag: 'revised',
    errors: ['404'],
    example: { body: { status: 'OFFERS_PENDING', minutes: 12, reason: 'The lender answers within ten minutes.' } },
  },
]

export const VIEW_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/views',
    id: 'listViews',
    summary: 'Saved views: the system’s, one’s own and those shared with one’s role.',
    needs: 'read',
    query: ViewsQuerySchema,
    answer: wholeList(SavedViewSchema),
    example: { query: { screen: 'journeys', environment: 'live' } },
  },
  {
    method: 'post',
    path: '/views',
    id: 'saveView',
    summary: 'Save a view.',
    needs: 'person',
    body: SaveViewSchema,
    answer: SavedViewSchema,
    statuses: ['201'],
    errors: ['409'],
    example: { body: { screen: 'journeys', name: 'Waiting on lenders', search: 'owner=lender&stuck=true' } },
  },
  {
    method: 'get',
    path: '/views/{viewID}',
    id: 'readView',
    summary: 'One saved view, without its count.',
    needs: 'read',
    params: ViewParamsSchema,
    answer: SavedViewSchema,
    tag: 'conditional',
    example: { path: { viewID: '$VIEW_ID' } },
  },
  {
    method: 'patch',
    path: '/views/{viewID}',
    id: 'changeView',
    summary: 'Rename a view, give it other filters, or share it.',
    needs: 'person',
    params: ViewParamsSchema,
    body: ChangeViewSchema,
    answer: SavedViewSchema,
    tag: 'revised',
    example: { path: { viewID: '$VIEW_ID' }, body: { name: 'Stuck at lenders' } },
  },
  {
    method: 'delete',
    path: '/views/{viewID}',
    id: 'deleteView',
    summary: 'Delete a view.',
    needs: 'person',
    params: ViewParamsSchema,
    answer: null,
    statuses: ['204'],
    example: { path: { viewID: '$VIEW_ID' } },
  },
]

const mark = z.string().regex(/^[\w-]+$/)

/** What one `data:` line of the stream holds. */
export const LiveMessageSchema = z
  .object({
    counts: z.record(z.enum(LIVE_TOPICS), mark),
    changed: z.array(z.enum([...LIVE_TOPICS, 'journey'])),
  })
  .meta({
    id: 'LiveMessage',
    description: 'A mark is another one when something changed. It says neither how much nor where.',
  })

export const DESK_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/audit',
    id: 'listAuditEntries',
    summary: 'The audit log: who did what, why and from where, the newest first.',
    needs: 'admin',
    query: AuditQuerySchema,
    answer: pageOf(AuditEntrySchema),
    example: { query: { action: 'reveal', subject: '$JOURNEY_ID' } },
  },
  {
    method: 'post',
    path: '/set-aside/retry',
    id: 'retrySetAside',
    summary: 'Have detection try again what it set aside after five failures.',
    needs: 'engineer',
    body: SetAsideSubjectSchema,
    answer: z.object({ retried: z.literal(true) }),
    errors: ['409'],
    example: { body: { applicationID: '$APPLICATION_ID', subjectType: 'delivery', subjectID: '$DELIVERY_ID' } },
  },
  {
    method: 'get',
    path: '/live',
    id: 'watch',
    summary: 'Server-sent events that say what changed.',
    description: 'Each data line is a LiveMessage; nothing of the data itself is in it. It ends after 15 minutes.',
    needs: 'read',
    query: LiveQuerySchema,
    answer: LiveMessageSchema,
    mediaType: 'text/event-stream',
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'readOpenAPI',
    summary: 'This document.',
    needs: 'read',
    answer: z.looseObject({ openapi: z.string() }),
    tag: 'conditional',
    example: {},
  },
]
