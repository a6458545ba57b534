import { formatDuration } from '@/lib/format/duration'
import { formatBytes, formatExactCount } from '@/lib/format/number'
import { plural } from '@/lib/format/words'
import type { OwnHealth } from './own-health'

export type CheckState = 'good' | 'warn' | 'bad'

export interface Check {
  name: string
  state: CheckState
  /** What is so. */
  says: string
  /** What to do about it; null where nothing is to be done. */
  remedy: string | null
}

const MINUTE_MS = 60_000

/** How we are, the worst first. Pure. */
export function healthChecks(health: OwnHealth): Check[] {
  const checks = [
    workersCheck(health),
    detectionCheck(health),
    setAsideCheck(health),
    waitingCheck('Notifications', health.notifications, health.at, 'Look at the log of notifications in Settings.'),
    waitingCheck('Bulk jobs', health.jobs, health.at, 'Look at Jobs for the error.'),
    waitingCheck('Pulls', health.pulls, health.at, 'Look at the log of the worker that pulls.'),
    partitionsCheck(health),
    migrationsCheck(health),
    databaseCheck(health),
    ...replicaCheck(health),
    ...diskCheck(health),
  ]
  return checks.toSorted((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state))
}

const WORST_FIRST: CheckState[] = ['bad', 'warn', 'good']

export function worstOf(checks: Check[]): CheckState {
  return WORST_FIRST.find((state) => checks.some((check) => check.state === state)) ?? 'good'
}

function workersCheck({ workers: { alive, silent } }: OwnHealth): Check {
  const name = 'Workers'
  if (alive.length === 0) {
    const remedy = 'Start one: npm start with DESK_ROLE=worker, or all. Until then nothing is judged, pulled or told.'
    return { name, state: 'bad', says: 'None is alive', remedy }
  }
  const says = `${alive.length} alive`
  if (silent.length === 0) return { name, state: 'good', says, remedy: null }
  const remedy = 'It ended without a goodbye within the last day: its log says why.'
  return { name, state: 'warn', says: `${says}, ${silent.length} fell silent`, remedy }
}

function detectionCheck({ detection, at }: OwnHealth): Check {
  const name = 'Detection'
  const lagMs = since(detection.oldestDueAt, at)
  const waiting = `${formatExactCount(detection.due)} ${plural(detection.due, 'subject waits', 'subjects wait')}`
  if (lagMs < 5_000) return { name, state: 'good', says: `Up to date: ${waiting}`, remedy: null }
  const says = `${formatDuration(lagMs)} behind: ${waiting}`
  const remedy = 'Findings are late by that much. Start another worker, or find what holds this one up.'
  return { name, state: lagMs < 2 * MINUTE_MS ? 'warn' : 'bad', says, remedy }
}

function setAsideCheck({ detection: { setAside, retried } }: OwnHealth): Check {
  const name = 'Set aside'
  const says = `${formatExactCount(setAside)} failed five times, ${formatExactCount(retried)} tried again`
  if (setAside === 0) return { name, state: retried === 0 ? 'good' : 'warn', says, remedy: null }
  const remedy = 'They are not judged until somebody has them tried again: see Set aside, below.'
  return { name, state: 'bad', says, remedy }
}

function waitingCheck(name: string, { waiting, oldestAt, failed }: OwnHealth['jobs'], at: Date, remedy: string): Check {
  const waitedMs = since(oldestAt, at)
  const late = waitedMs > 5 * MINUTE_MS
  const oldest = waiting > 0 ? `, the oldest for ${formatDuration(waitedMs)}` : ''
  const says = `${formatExactCount(waiting)} waiting${oldest}; ${formatExactCount(failed)} failed in a day`
  const state = late ? 'bad' : failed > 0 ? 'warn' : 'good'
  return { name, state, says, remedy: state === 'good' ? null : remedy }
}

function partitionsCheck({ daysAhead }: OwnHealth): Check {
  const name = 'Partitions'
  const says = `Made ${Math.max(0, daysAhead)} ${plural(daysAhead, 'day', 'days')} ahead`
  if (daysAhead >= 3) return { name, state: 'good', says, remedy: null }
  const remedy = 'A worker makes them every hour; without them ingest makes each day itself, slowly.'
  return { name, state: daysAhead >= 1 ? 'warn' : 'bad', says, remedy }
}

function migrationsCheck({ migrations: { applied, pending, problems } }: OwnHealth): Check {
  const says = `${applied} applied, ${pending} waiting`
  if (pending + problems === 0) return { name: 'Migrations', state: 'good', says, remedy: null }
  return { name: 'Migrations', state: 'bad', says, remedy: 'Apply them: npm run -s desk -- migrate' }
}

function databaseCheck({ database: { version, bytes, connections, connectionsMax } }: OwnHealth): Check {
  const says = `Postgres ${version}, ${formatBytes(bytes)}, ${connections} of ${connectionsMax} connections`
  const isFull = connections > 0.9 * connectionsMax
  const remedy = isFull ? 'Raise max_connections, or run fewer processes.' : null
  return { name: 'Database', state: isFull ? 'warn' : 'good', says, remedy }
}

function replicaCheck({ replica }: OwnHealth): Check[] {
  if (!replica) return []
  const { behindBytes, behindSeconds } = replica
  const name = 'Replica'
  if (behindBytes === null) {
    const remedy = 'Everything is read from the primary meanwhile. Look at DATABASE_REPLICA_URL and at its server.'
    return [{ name, state: 'warn', says: 'Does not answer as a replica', remedy }]
  }
  const behind = `${formatBytes(behindBytes)}, ${formatDuration(behindSeconds * 1000)} behind`
  if (behindBytes === 0) return [{ name, state: 'good', says: 'Shows all that was committed', remedy: null }]
  const isLate = behindSeconds > 10
  const remedy = isLate ? 'Heavy reads go to the primary meanwhile: give the replica more of its machine.' : null
  return [{ name, state: isLate ? 'warn' : 'good', says: behind, remedy }]
}

function diskCheck({ disk }: OwnHealth): Check[] {
  if (!disk) return []
  const free = disk.freeBytes / disk.totalBytes
  const says = `${formatBytes(disk.freeBytes)} of ${formatBytes(disk.totalBytes)} free`
  const state = free < 0.05 ? 'bad' : free < 0.15 ? 'warn' : 'good'
  const remedy = 'Shorten the retention in Settings, or give the data folder more room.'
  return [{ name: 'Disk', state, says, remedy: state === 'good' ? null : remedy }]
}

function since(at: Date | null, now: Date): number {
  return at ? Math.max(0, now.getTime() - at.getTime()) : 0
}
