import { incidentTitle } from '@/lib/domain/incident'
import { isWithin, localTime } from '@/lib/domain/local-time'
import { matchesRule, type FindingMessage } from '@/lib/domain/notification'
import {
  NEW_GROUP,
  stepGroup,
  type GroupEvent,
  type GroupSeen,
  type GroupTiming,
} from '@/lib/domain/notification-group'
import { groupHolding, nameOf, NOTHING, partsOf } from '@/lib/notify/holding-groups'
import { safeSubjects, safeText, titleOf } from '@/lib/notify/message'
import { listApplications } from '@/lib/store/applications'
import { enqueueDeliveries, settleEpisode, type NewDelivery } from '@/lib/store/notification-deliveries'
import {
  countHolding,
  endGroup,
  findIncidentNames,
  leadNotifications,
  loadGroups,
  sampleIncidentSubjects,
  sampleSubjects,
  saveGroup,
  type GroupRow,
  type HoldingRow,
  type IncidentName,
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
    const incidents = await findIncidentNames(tx, toldIncidents(groups))
    let written = 0
    for (const rule of rules) {
      const told = groups.filter(({ ruleID }) => ruleID === rule.ruleID)
      const reach = rule.targetIDs.filter((targetID) => targets.includes(targetID))
      written += await decideRule({ tx, rule, reach, names, incidents, now }, holding, told)
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
  /** Those that hold, and those that were told. */
  incidents: IncidentName[]
  now: Date
}

function toldIncidents(groups: GroupRow[]): string[] {
  return groups.flatMap(({ firedAt, groupKey }) => (firedAt ? (partsOf(groupKey).incident?.incidentID ?? []) : []))
}

async function decideRule(turn: Turn, holding: HoldingRow[], groups: GroupRow[]): Promise<number> {
  const { rule, reach } = turn
  // Without a target nobody is told, so that nothing counts as told: whoever adds one hears of what holds then.
  const isOn = rule.enabled && reach.length > 0
  const { groups: seen, folded } = groupHolding(rule, isOn ? holding : [], turn.incidents)
  const before = new Map(groups.map((group) => [nameOf(group), group]))
  let written = 0
  for (const group of [...seen.values(), ...groups.filter((row) => row.firedAt && !seen.has(nameOf(row)))]) {
    const row = before.get(nameOf(group))
    const look = 'seen' in group ? group.seen : NOTHING
    // What has become part of an incident is not over: it goes on under the incident's name.
    if (!isOn || ('firedAt' in group && (folded.has(nameOf(group)) || !stillAsked(turn, group))))
      await endGroup(turn.tx, { ...group, ruleID: rule.ruleID })
    else written += await decideGroup(turn, group, row ?? { ...NEW_GROUP, ...group, ruleID: rule.ruleID }, look)
  }
  return written
}

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
  const { rule, names, now } = turn
  const { applicationID } = group
  return {
    kind: event,
    rule: rule.name,
    ...(await aboutOf(turn, group, event)),
    severity: group.toldSeverity ?? 'low',
    applicationID,
    application: names.get(applicationID) ?? applicationID,
    environment: partsOf(group.groupKey).environment,
    count: group.toldCount,
    since: group.heldSince?.toISOString() ?? null,
    at: now.toISOString(),
  }
}

type About = Pick<FindingMessage, 'condition' | 'cause' | 'title' | 'subjects' | 'incident' | 'path'>

async function aboutOf(turn: Turn, { applicationID, groupKey }: GroupRow, event: GroupEvent): Promise<About> {
  const { tx, rule } = turn
  const isOver = event === 'recovered'
  const { incident: of, ...parts } = partsOf(groupKey)
  const incident = of && turn.incidents.find(({ incidentID }) => incidentID === of.incidentID)
  if (incident) {
    const { incidentID, kind, condition, cause } = incident
    const subjects = isOver ? [] : await sampleIncidentSubjects(tx, incident, SAMPLES)
    return {
      condition,
      cause,
      title: safeText(incidentTitle(incident)),
      subjects: safeSubjects(subjects),
      incident: { id: incidentID, kind },
      path: `/findings/incidents/${incidentID}`,
    }
  }
  const { condition, cause } = parts
  const about = { applicationID, ...parts, severities: rule.severities }
  const status = isOver ? 'resolved' : 'unresolved'
  return {
    condition,
    cause,
    title: titleOf(condition, cause),
    subjects: safeSubjects(isOver ? [] : await sampleSubjects(tx, about, SAMPLES)),
    incident: null,
    path: findingsPath({ applicationID, condition, cause, status }),
  }
}

export function findingsPath(of: { applicationID: string; condition: string; cause: string; status: string }): string {
  const { applicationID, condition, cause, status } = of
  return `/findings?${new URLSearchParams({ app: applicationID, condition, cause, status }).toString()}`
}

/** Whether a rule that was changed still asks for what it told of; its severity is not known any more. */
function stillAsked({ rule, incidents }: Turn, { applicationID, groupKey, toldSeverity }: GroupRow): boolean {
  const { environment, condition, incident } = partsOf(groupKey)
  const finding = { applicationID, environment, condition, severity: toldSeverity ?? '' }
  if (!incident) return matchesRule(rule, finding)
  const known = incidents.find(({ incidentID }) => incidentID === incident.incidentID)
  return known !== undefined && matchesRule(rule, { ...finding, condition: known.condition, kind: known.kind })
}

function timingOf(rule: RuleRow, now: Date): GroupTiming {
  return {
    pendingMs: rule.pendingMinutes * MINUTE_MS,
    keepFiringMs: rule.keepFiringMinutes * MINUTE_MS,
    isQuiet: isWithin(localTime(now, rule.zone).minuteOfDay, rule.quietFrom, rule.quietTo),
    criticalAlways: rule.criticalAlways,
  }
}
