import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { markdownTable } from './table'

const FILE = 'bench-results.json'

interface Table {
  header: string[]
  rows: string[][]
}

export interface BenchResult {
  /** When it ended. */
  at: string
  isMet: boolean
  seconds: number
  /** Of all processor time, what other machines on the same host took meanwhile; null where the system does not tell. */
  stolen: number | null
  tables: Table[]
}

const told: Table[] = []

/** As Markdown, and kept for the file of results. */
export function reportTable(header: string[], rows: string[][]): string {
  told.push({ header, rows })
  return markdownTable(header, rows)
}

/** Runs a bench and adds what it told to `bench-results.json`, beside what others told before. Answers whether it is met. */
export async function recordBench(name: string, bench: () => Promise<boolean>): Promise<boolean> {
  const startedAt = performance.now()
  const before = processorTimes()
  told.length = 0
  const isMet = await bench()
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  save(name, {
    at: new Date().toISOString(),
    isMet,
    seconds,
    stolen: stolenShare(before, processorTimes()),
    tables: [...told],
  })
  return isMet
}

function save(name: string, result: BenchResult): void {
  const known = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as { benches?: object }) : {}
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
  writeFileSync(FILE, `${JSON.stringify({ machine, benches: { ...known.benches, [name]: result } }, null, 2)}\n`)
}

/** The first line of /proc/stat; its eighth figure is time stolen. */
function processorTimes(): number[] | null {
  if (!existsSync('/proc/stat')) return null
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  return line.trim().split(/\s+/).slice(1, 9).map(Number)
}

function stolenShare(before: number[] | null, after: number[] | null): number | null {
  if (!before || !after) return null
  const spent = after.map((time, index) => time - (before[index] ?? 0))
  const total = spent.reduce((sum, time) => sum + time, 0)
  return total > 0 ? Number(((spent[7] ?? 0) / total).toFixed(3)) : null
}
