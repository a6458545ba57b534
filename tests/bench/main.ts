import { detectionBench } from './detection'
import { forensicsBench } from './forensics'
import { ingestBench } from './ingest'
import { liveBench } from './live'
import { lookupBench } from './lookup'
import { noiseBench } from './noise'
import { recordBench } from './results'
import { tasksBench } from './tasks'
import { thresholdsBench } from './thresholds'

/**
 * `npm run bench` runs all, `npm run bench -- <name> [options]` one. A missed target ends with exit code 1. What
 * they measured is kept in `bench-results.json`, the machine named.
 */
const BENCHES: Record<string, (args: string[]) => Promise<boolean>> = {
  detection: detectionBench,
  forensics: forensicsBench,
  ingest: ingestBench,
  live: liveBench,
  lookup: lookupBench,
  noise: noiseBench,
  tasks: tasksBench,
  thresholds: thresholdsBench,
}

const [name, ...args] = process.argv.slice(2)
const chosen = name === undefined ? Object.keys(BENCHES) : [name]
const unknown = chosen.find((bench) => !Object.hasOwn(BENCHES, bench))
if (unknown !== undefined) {
  process.stderr.write(`There is no bench ${unknown}. Name one of: ${Object.keys(BENCHES).join(', ')}.\n`)
  process.exit(1)
}
let isMet = true
for (const bench of chosen)
  isMet = (await recordBench(bench, async () => (await BENCHES[bench]?.(args)) === true)) && isMet
process.exitCode = isMet ? 0 : 1
