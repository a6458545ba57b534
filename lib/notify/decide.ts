import type { Severity } from '@/lib/domain/conditions'
import { isWithin, localTime } from '@/lib/domain/local-time'
import { matchesRule, severityRank, type FindingMessage } from '@/lib/domain/notification'
import {
  NEW_GROUP,
  stepGroup,
  type GroupEvent,
  type GroupSeen,
  type GroupTiming,
} from '@/lib/domain/notification-group'
import { safeSubjects, titleOf } from '@/lib/notify/message'
import { listApplications } from '@/lib/store/applications'
import { enqueueDeliveries, settleEpisode, type NewDelivery } from '@/lib/store/notification-deliveries'
import {
  countHolding,
  endGroup,
  leadNotifications,
  loadGroups,
  sampleSubjects,
  saveGroup,
  type GroupRow,
  type HoldingRow,
} from '@/lib/store/notification-groups'
import { listRules, type RuleRow } from '@/lib/store/notification-rules'
import { listTargets } from '@/lib/store/notification-targets'
import { inTransaction, type Transaction } from '@/lib/store/transaction'

const MINUTE_MS = 60_000
const SAMPLES = 5

/**
 * Compares what holds with what was told, and writes what is to be told into the outbox, in one transaction. Of all
 * processes one decides at a time. Answers how many messages it wrote.
 */
export async function decideNotifications(now: Date): Promise<number> {
  if ((await listRules()).length === 0) return 0
  return inTransaction(async (tx) => {
    if (!(await leadNotifications(tx))) return 0
    const [rules, holding, groups] = [await listRules(tx), await countHolding(tx), await loadGroups(tx)]
    const targets = (await listTargets(tx)).filter(({ enabled }) => enabled).map(({ targetID }) => targetID)
    const names = new Map((await listApplications(tx)).map(({ applicationID, name }) => [applicationID, name]))
    let written = 0
    for (const rule of rules) {
      const told = groups.filter(({ ruleID }) => ruleID === rule.ruleID)
      const reach = rule.targetIDs.filter((targetID) => targets.includes(targetID))
      written += await decideRule({ tx, rule, reach, names, now }, holding, told)
    }
    return written
  })
}

interface Turn {
  tx: Transaction
  rule: RuleRow
  /** Its targets that are switched on. */
  reach: string[]
  names: Map<string, string>
  now: Date
}

async function decideRule(turn: Turn, holding: HoldingRow[], groups: GroupRow[]): Promise<number> {
  const { rule, reach } = turn
  // Without a target nobody is told, so that nothing counts as told: whoever adds one hears of what holds then.
  const isOn = rule.enabled && reach.length > 0
  const seen = seenByGroup(isOn ? holding.filter((row) => matchesRule(rule, row)) : [])
  const before = new Map(groups.map((group) => [nameOf(group), group]))
  let written = 0
  for (const group of [...seen.values(), ...groups.filter((row) => row.firedAt && !seen.has(nameOf(row)))]) {
    const row = before.get(nameOf(group))
    const look = 'seen' in group ? group.seen : NOTHING
    if (!isOn || ('firedAt' in group && !stillAsked(rule, group)))
      await endGroup(turn.tx, { ...group, ruleID: rule.ruleID })
    else written += await decideGroup(turn, group, row ?? { ...NEW_GROUP, ...group, ruleID: rule.ruleID }, look)
  }
  return written
}

const NOTHING: GroupSeen = { open: 0, holding: 0, since: null, severity: null }

async function decideGroup(
  turn: Turn,
  { applicationID, groupKey }: Pick<GroupRow, 'applicationID' | 'groupKey'>,
  before: GroupRow,
  seen: GroupSeen,
): Promise<number> {
  const { tx, rule, now } = turn
  const key = { applicationID, ruleID: rule.ruleID, groupKey }
  const { episode, firedAt, heldSince, clearSince, toldCount, toldSeverity } = before
  const state = { episode, firedAt, heldSince, clearSince, toldCount, toldSeverity }
  const next = stepGroup(state, seen, timingOf(rule, now), now)
  if (next.state !== state) await saveGroup(tx, { ...key, ...next.state })
  if (!next.event) return 0
  return tell(turn, { ...key, ...next.state }, next.event)
}

async function tell(turn: Turn, group: GroupRow, event: GroupEvent): Promise<number> {
  const { tx, rule, reach, now } = turn
  const { applicationID, groupKey, episode, toldCount } = group
  const thread = `${rule.ruleID}|${groupKey}`
  const told = event === 'recovered' ? await settleEpisode(tx, { applicationID, thread, episode }) : reach
  if (event === 'recovered' && !rule.recovery) return 0
  const payload = await messageOf(turn, group, event)
  const step = event === 'worse' ? `${event}-${toldCount}-${group.toldSeverity}` : event
  const rows = told
    .filter((targetID) => reach.includes(targetID))
    .map((targetID): NewDelivery => {
      const dedupKey = `${thread}|${episode}|${step}|${targetID}`
      const to = { targetID, userID: null, ruleID: rule.ruleID }
      return { applicationID, dedupKey, thread, episode, ...to, kind: event, payload }
    })
  return enqueueDeliveries(tx, rows, now)
}

async function messageOf(turn: Turn, group: GroupRow, event: GroupEvent): Promise<FindingMessage> {
  const { tx, rule, names, now } = turn
  const { applicationID } = group
  const [environment, condition, cause] = partsOf(group.groupKey)
  const about = { applicationID, environment, condition, cause, severities: rule.severities }
  const subjects = event === 'recovered' ? [] : await sampleSubjects(tx, about, SAMPLES)
  const status = event === 'recovered' ? 'resolved' : 'unresolved'
  return {
    kind: event,
    rule: rule.name,
    condition,
    cause,
    title: titleOf(condition, cause),
    severity: group.toldSeverity ?? 'low',
    applicationID,
    application: names.get(applicationID) ?? applicationID,
    environment,
    count: group.toldCount,
    since: group.heldSince?.toISOString() ?? null,
    at: now.toISOString(),
    subjects: safeSubjects(subjects),
    path: findingsPath({ applicationID, condition, cause, status }),
  }
}

export function findingsPath(of: { applicationID: string; condition: string; cause: string; status: string }): string {
  const { applicationID, condition, cause, status } = of
  return `/findings?${new URLSearchParams({ app: applicationID, condition, cause, status }).toString()}`
}

interface SeenGroup {
  applicationID: string
  groupKey: string
  seen: GroupSeen
}

/** Severities of one cause together. */
function seenByGroup(rows: HoldingRow[]): Map<string, SeenGroup> {
  const groups = new Map<string, SeenGroup>()
  for (const row of rows) {
    const { applicationID, environment, condition, cause } = row
    const group = { applicationID, groupKey: `${environment}|${condition}|${cause}` }
    const seen = groups.get(nameOf(group))?.seen ?? NOTHING
    groups.set(nameOf(group), {
      ...group,
      seen: {
        open: seen.open + row.open,
        holding: seen.holding + row.holding,
        since: earlier(seen.since, row.since),
        severity: graver(seen.severity, row.severity),
      },
    })
  }
  return groups
}

/** Whether a rule that was changed still asks for what it told of; its severity is not known any more. */
function stillAsked(rule: RuleRow, { applicationID, groupKey, toldSeverity }: GroupRow): boolean {
  const [environment, condition] = partsOf(groupKey)
  return matchesRule(rule, { applicationID, environment, condition, severity: toldSeverity ?? '' })
}

function timingOf(rule: RuleRow, now: Date): GroupTiming {
  return {
    pendingMs: rule.pendingMinutes * MINUTE_MS,
    keepFiringMs: rule.keepFiringMinutes * MINUTE_MS,
    isQuiet: isWithin(localTime(now, rule.zone).minuteOfDay, rule.quietFrom, rule.quietTo),
    criticalAlways: rule.criticalAlways,
  }
}

function partsOf(groupKey: string): [environment: string, condition: string, cause: string] {
  const [environment = '', condition = '', cause = ''] = groupKey.split('|')
  return [environment, condition, cause]
}

function nameOf({ applicationID, groupKey }: { applicationID: string; groupKey: string }): string {
  return `${applicationID}|${groupKey}`
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b
  return a < b ? a : b
}

function graver(a: Severity | null, b: Severity): Severity {
  return a !== null && severityRank(a) <= severityRank(b) ? a : b
}
