import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject } from 'zod-openapi'
import { ErrorSchema } from '@/lib/query/schemas'
import { curlOf, type Example } from './curl'

/** Who may: a token of the scope, or somebody of the role. A role means that no token may. */
export type Needs = 'read' | 'triage' | 'person' | 'ops' | 'engineer' | 'admin'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Status = '200' | '201' | '202' | '204'
export type ErrorStatus = keyof typeof ERRORS

/** One address and method of the read API, with the schemas that its route parses with. */
export interface Operation {
  method: Method
  path: string
  id: string
  summary: string
  description?: string
  needs: Needs
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** Null: no body. */
  answer: z.ZodType | null
  /** application/json where it is left out. */
  mediaType?: 'text/event-stream' | 'text/csv'
  /** 200 where it is left out; several where it depends. */
  statuses?: Status[]
  /** Besides those that every operation may answer with. */
  errors?: ErrorStatus[]
  /** `conditional`: has an ETag and takes If-None-Match. `revised`: takes If-Match. */
  tag?: 'conditional' | 'revised'
  example?: Example
}

const ERRORS = {
  '400': 'Something is wrong with the input; the message names it and what is allowed.',
  '401': 'No token or session, or one that is not known.',
  '403': 'The token or role may not do this.',
  '404': 'There is nothing with this ID.',
  '409': 'Several applications hold this ID (add ?applicationID=), or something stands against it as it is now.',
  '412': 'If-Match names another revision: read it again.',
  '413': 'The body is too large.',
  '415': 'The body is not sent as application/json.',
  '429': 'The token has sent too many requests; Retry-After says when to go on.',
  '500': 'Something went wrong on our side; the correlationID finds it in the log.',
  '503': 'The database cannot be reached; Retry-After says when to try again.',
} as const

const STATUS_WORDS: Record<Status, string> = {
  '200': 'OK',
  '201': 'Made; Location names it.',
  '202': 'The job was queued.',
  '204': 'Done; there is nothing to say.',
}

const NEEDS: Record<Needs, string> = {
  read: 'Needs the scope `read`, or a signed-in person.',
  triage: 'Needs the scope `triage`, or the role ops.',
  person: 'Needs a signed-in person: no token may.',
  ops: 'Needs the role ops: no token may.',
  engineer: 'Needs the role engineer: no token may.',
  admin: 'Needs the role admin: no token may.',
}

export const HEADERS = {
  quota: {
    'RateLimit-Policy': text('How many requests a token may send (q) in how many seconds (w): `"token";q=6000;w=60`.'),
    RateLimit: text('How many are left (r), and in how many seconds it begins anew (t): `"token";r=5999;t=60`.'),
  },
  etag: { ETag: text('Send it as If-None-Match to be spared what you have.') },
  retry: { 'Retry-After': text('Seconds to wait.') },
} as const

function text(description: string) {
  return { description, schema: { type: 'string' as const } }
}

function json(schema: z.ZodType) {
  return { 'application/json': { schema } }
}

export const nextCursor = z.string().nullable().meta({ description: 'Pass it as cursor; null on the last page.' })
/** Lists that are always whole have it too, so that one loop reads every list. */
export const noCursor = z.null().meta({ description: 'The list is whole.' })

export function pageOf(row: z.ZodType): z.ZodObject {
  return z.object({ data: z.array(row), nextCursor })
}

export function wholeList(row: z.ZodType): z.ZodObject {
  return z.object({ data: z.array(row), nextCursor: noCursor })
}

export function pathsOf(operations: Operation[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {}
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: toOpenAPI(operation) }
  }
  return paths
}

function toOpenAPI(operation: Operation): ZodOpenApiOperationObject {
  const { id, summary, description, needs, body, path } = operation
  return {
    operationId: id,
    tags: [path.split('/')[1] ?? ''],
    summary,
    description: [description, NEEDS[needs]].filter(Boolean).join(' '),
    requestParams: paramsOf(operation),
    ...(body ? { requestBody: { required: true, content: json(body) } } : {}),
    responses: responsesOf(operation),
    security: needs === 'read' || needs === 'triage' ? [{ token: [] }, { session: [] }] : [{ session: [] }],
    ...(operation.example ? { 'x-codeSamples': [{ lang: 'Shell', label: 'curl', source: curlOf(operation) }] } : {}),
  }
}

function paramsOf({ params, query, tag }: Operation) {
  const ifNone = z.string().optional().meta({ description: 'The ETag of what you have; 304 where it still holds.' })
  const ifMatch = z
    .string()
    .optional()
    .meta({ description: 'The ETag that you have seen; 412 where it changed since.' })
  return {
    ...(params ? { path: params } : {}),
    ...(query ? { query } : {}),
    ...(tag === 'conditional' ? { header: z.object({ 'If-None-Match': ifNone }) } : {}),
    ...(tag === 'revised' ? { header: z.object({ 'If-Match': ifMatch }) } : {}),
  }
}

function responsesOf(operation: Operation): ZodOpenApiOperationObject['responses'] {
  const { answer, statuses = ['200'], tag, mediaType = 'application/json' } = operation
  const headers = { ...HEADERS.quota, ...(tag ? HEADERS.etag : {}) }
  const good = statuses.map((status): [string, ZodOpenApiResponseObject] => [
    status,
    { description: STATUS_WORDS[status], headers, ...(answer ? { content: { [mediaType]: { schema: answer } } } : {}) },
  ])
  const same: [string, ZodOpenApiResponseObject][] =
    tag === 'conditional' ? [['304', { description: 'It is as you have it.', headers }]] : []
  const errors = errorsOf(operation).map((status): [string, ZodOpenApiResponseObject] => [
    status,
    {
      description: ERRORS[status],
      ...(status === '429' || status === '503' ? { headers: HEADERS.retry } : {}),
      content: json(ErrorSchema),
    },
  ])
  return Object.fromEntries([...good, ...same, ...errors])
}

function errorsOf({ params, query, body, tag, errors = [] }: Operation): ErrorStatus[] {
  const input: ErrorStatus[] = params || query || body ? ['400'] : []
  const sent: ErrorStatus[] = body ? ['413', '415'] : []
  const missing: ErrorStatus[] = params ? ['404'] : []
  const revised: ErrorStatus[] = tag === 'revised' ? ['409', '412'] : []
  const all = new Set<ErrorStatus>(['401', '403', '429', '500', '503', ...input, ...sent, ...missing, ...revised])
  for (const status of errors) all.add(status)
  return [...all].sort()
}
