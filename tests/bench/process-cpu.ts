import { readdirSync, readFileSync } from 'node:fs'

/** CPU time by process from /proc, of which a crowded machine tells less wrong than of rates. */

/** The first process of each tree that is told of by its name. */
export interface Watched {
  /** `scripts/start.ts`: its worker is a child of it. */
  server: number
  bareServer: number
  postmaster: number
}

/** Seconds so far. Empty on systems without /proc. */
export type CpuSeconds = Record<string, number>

const CLOCK_TICKS = 100

interface Process {
  pid: number
  parent: number
  title: string
  ticks: number
  /** Of children that ended. */
  endedTicks: number
}

export function cpuSeconds(watched: Watched): CpuSeconds {
  const processes = allProcesses()
  const sum = (chosen: Process[]) => chosen.reduce((ticks, one) => ticks + one.ticks, 0) / CLOCK_TICKS
  const of = (pid: number) => processes.filter((one) => one.pid === pid)
  const under = (pid: number) => processes.filter((one) => one.parent === pid)
  if (processes.length === 0) return {}
  const postgres = under(watched.postmaster)
  const isBackend = ({ title }: Process) => /^postgres: \S+ \S+ (\[local\]|[\d.:a-f]+\()/.test(title)
  const ended = of(watched.postmaster).reduce((ticks, one) => ticks + one.endedTicks, 0) / CLOCK_TICKS
  return {
    server: sum(of(watched.server)),
    worker: sum(under(watched.server).filter(({ title }) => !title.startsWith('postgres'))),
    'bare server': sum(of(watched.bareServer)),
    'Postgres, sessions': sum(postgres.filter(isBackend)),
    'Postgres, beside them': sum(postgres.filter((one) => !isBackend(one))) + sum(of(watched.postmaster)) + ended,
  }
}

/** Microseconds for each of `count`, by process. */
export function cpuForEach(before: CpuSeconds, after: CpuSeconds, count: number): CpuSeconds {
  const each = Object.entries(after).map(([name, seconds]) => [name, ((seconds - (before[name] ?? 0)) * 1e6) / count])
  return Object.fromEntries(each) as CpuSeconds
}

function allProcesses(): Process[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? processOf(Number(name)) : []))
  } catch {
    return []
  }
}

function processOf(pid: number): Process[] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number)
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (at) => fields[at],
    )
    const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return [{ pid, parent, title, ticks: user + system, endedTicks: endedUser + endedSystem }]
  } catch {
    // It ended while we looked.
    return []
  }
}
