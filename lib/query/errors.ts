import { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { ENVIRONMENTS, type Environment } from '@/lib/domain/vocabulary'
import {
  checkedStep,
  STEP_SECONDS,
  stepFor,
  STEPS,
  stepStarts,
  windowOf,
  type Step,
  type Window,
} from '@/lib/query/call-window'
import { applicationIDsAsked } from '@/lib/query/applications-asked'
import { isRegressed } from '@/lib/query/error-regression'
import { applicationID, instant } from '@/lib/query/inputs'
import {
  readCallSeries,
  readErrorGroups,
  readGroupTrends,
  readLastCall,
  type CallFilter,
  type CallPointRow,
  type ErrorGroupRow,
} from '@/lib/store/calls-read'
import { readSampleCalls, type CallSampleRow } from '@/lib/store/calls-samples'

export const GROUP_BYS = ['code', 'route', 'caller', 'status'] as const
export type GroupBy = (typeof GROUP_BYS)[number]

/** Input of `listErrorMetrics`, as it stands in a query string. */
export const ErrorMetricsQuerySchema = z.object({
  from: instant.optional().meta({ description: 'Calls begun at or after; 24 hours before `to` where it is left out.' }),
  to: instant.optional().meta({ description: 'Calls begun before; now where it is left out.' }),
  step: z
    .enum(STEPS)
    .optional()
    .meta({ description: 'Distance of the points; at most 60 of them where it is left out.' }),
  groupBy: z.enum(GROUP_BYS).default('code'),
  applicationID: applicationID.optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
})
export type ErrorMetricsQuery = z.input<typeof ErrorMetricsQuerySchema>

export const ErrorPointSchema = z
  .object({
    at: z.date().meta({ override: { type: 'string', format: 'date-time' }, description: 'Start of the step.' }),
    key: z.string().meta({
      description:
        'The error code (OK for calls that succeeded, NO_ANSWER without an answer, HTTP_<status> without a code), route, caller or status. Keys beyond the 50 with the most errors are `other`.',
    }),
    calls: z.number().meta({ description: 'Summed over the keys of one step, all calls of that step.' }),
    errors: z.number().meta({ description: 'Of them, answered with 400 or above, or not at all.' }),
  })
  .meta({ id: 'ErrorPoint' })
export type ErrorPoint = z.infer<typeof ErrorPointSchema>

/** Calls and errors over time. A step without any call has no point: nothing received is not nothing wrong. */
export async function listErrorMetrics(
  principal: Principal,
  input: ErrorMetricsQuery,
  now: Date = new Date(),
): Promise<{ data: ErrorPoint[]; step: Step; nextCursor: null }> {
  const query = ErrorMetricsQuerySchema.parse(input)
  const applications = await applicationIDsAsked(principal, query)
  const window = windowOf(query.from, query.to, now)
  const step = checkedStep(query.step, window)
  const options = { stepSeconds: STEP_SECONDS[step], groupBy: query.groupBy, filter: {} }
  const rows = await readCallSeries(applications, window, options)
  return { data: rows.map(({ at, key, calls, errors }) => ({ at, key, calls, errors })), step, nextCursor: null }
}

export interface ErrorsInput extends Window {
  applicationID?: string | null
  environment: Environment
  groupBy: GroupBy
  filter: CallFilter
  /** The group whose sample calls are read. */
  open: string | null
}

export interface ErrorGroup extends ErrorGroupRow {
  /** Names the group in the URL. */
  id: string
  regressed: boolean
  /** Errors at each step of the model. */
  trend: number[]
}

export interface ErrorsModel extends Window {
  step: Step
  /** The start of each step. */
  points: Date[]
  series: CallPointRow[]
  groups: ErrorGroup[]
  /** More groups than are listed. */
  more: boolean
  samples: { group: string; calls: CallSampleRow[] } | null
  /** When a call was last told of; null: never. */
  lastCallAt: Date | null
}

const GROUPS_SHOWN = 50
const SAMPLES_SHOWN = 5

/** Everything the Errors screen says. */
export async function readErrors(principal: Principal, input: ErrorsInput): Promise<ErrorsModel> {
  const applications = await applicationIDsAsked(principal, input)
  const window = { from: input.from, to: input.to }
  const step = stepFor(window)
  const options = { stepSeconds: STEP_SECONDS[step], groupBy: input.groupBy, filter: input.filter }
  const [series, rows, lastCallAt] = await Promise.all([
    readCallSeries(applications, window, options),
    readErrorGroups(applications, window, input.filter, GROUPS_SHOWN + 1),
    readLastCall(applications),
  ])
  const points = stepStarts(window, step)
  const groups = await toGroups(rows.slice(0, GROUPS_SHOWN), window, step, points)
  const opened = groups.find(({ id }) => id === input.open)
  const samples = opened ? { group: opened.id, calls: await readSampleCalls(opened, window, SAMPLES_SHOWN) } : null
  return { ...window, step, points, series, groups, more: rows.length > GROUPS_SHOWN, samples, lastCallAt }
}

async function toGroups(rows: ErrorGroupRow[], window: Window, step: Step, points: Date[]): Promise<ErrorGroup[]> {
  const trends = await readGroupTrends(rows, window, STEP_SECONDS[step])
  const groups = rows.map((row, place) => {
    const own = new Map(trends.filter((point) => point.place === place).map(({ at, errors }) => [at.getTime(), errors]))
    const trend = points.map((point) => own.get(point.getTime()) ?? 0)
    return { ...row, id: groupID(row), regressed: isRegressed(row), trend }
  })
  return groups.sort((a, b) => Number(b.regressed) - Number(a.regressed) || b.errors - a.errors)
}

function groupID({ applicationID, caller, route, code, status }: ErrorGroupRow): string {
  return Buffer.from(JSON.stringify([applicationID.slice(0, 8), caller, route, code, status])).toString('base64url')
}
