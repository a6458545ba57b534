import { parseArgs } from 'node:util'
import { runFaults, type FaultReport, type Victim } from './campaign'
import { runConnections } from './connections'
import { runDiskFull } from './disk-full'
import { runDrain } from './drain'
import { runHostile } from './hostile'
import { answersOf, problemsOf, type Outcome } from './scenario'
import { runSkewedClocks } from './skewed-clocks'

/**
 * `npm run faults -- [scenario] [--kills 12] [--seed 1] [--requests 20000] [--prove]`: all scenarios, or one. Exit code 1
 * when one found something wrong or could not be run.
 */

const ALL: readonly [Victim, ...Victim[]] = ['postgres', 'web', 'worker']
/** What a careless set-up would use: acknowledged rows that only memory holds. */
const CARELESS = ['synchronous_commit=off', 'wal_writer_delay=10s']

const say = (line: string) => console.log(line)

try {
  const { kills, seed, requests, prove, wanted } = options()
  const base = { seed, say }
  const scenarios: Record<string, () => Promise<Outcome>> = {
    kills: async () => tellKills(await runFaults({ ...base, kills, victims: ALL, settings: [] })),
    'disk-full': () => runDiskFull(base),
    connections: () => runConnections(base),
    drain: () => runDrain(base),
    'skewed-clocks': () => runSkewedClocks(base),
    hostile: () => runHostile({ ...base, requests }),
  }
  if (wanted && !scenarios[wanted]) throw new Error(`Unknown scenario ${wanted}: ${Object.keys(scenarios).join(', ')}.`)
  process.exitCode = prove
    ? judgeProof(await runFaults({ ...base, kills, victims: ['postgres'], settings: CARELESS }))
    : await runAll(Object.entries(scenarios).filter(([name]) => !wanted || name === wanted))
} catch (error) {
  console.error(`The faults could not be run: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      kills: { type: 'string', default: '12' },
      seed: { type: 'string', default: '1' },
      requests: { type: 'string', default: '20000' },
      prove: { type: 'boolean', default: false },
    },
  })
  const [kills, seed, requests] = [Number(values.kills), Number(values.seed), Number(values.requests)]
  if (!Number.isInteger(kills) || kills < 1 || kills > 1_000) throw new Error('--kills must be from 1 to 1000.')
  if (!Number.isInteger(seed)) throw new Error('--seed must be a whole number.')
  if (!Number.isInteger(requests) || requests < 1) throw new Error('--requests must be a whole number above 0.')
  return { kills, seed, requests, prove: values.prove, wanted: positionals[0] }
}

/** One after the other, since each wants the machine for itself; the report comes last. */
async function runAll(scenarios: [string, () => Promise<Outcome>][]): Promise<number> {
  const lines: string[] = []
  let failed = 0
  for (const [name, run] of scenarios) {
    say(`\n${name}`)
    const { problems, facts } = await run()
    if (problems.length > 0) failed += 1
    lines.push(`${problems.length === 0 ? 'held  ' : 'FAILED'}  ${name.padEnd(14)} ${facts}`)
    lines.push(...problems.slice(0, 5).map((problem) => `          ${problem}`))
  }
  say(`\n${lines.join('\n')}`)
  return failed === 0 ? 0 : 1
}

/** Losses that were made on purpose must be seen, or the clean result above says nothing. */
function judgeProof({ lost }: FaultReport): number {
  say(
    lost.length > 0
      ? `The checker sees ${lost.length} losses.`
      : 'Nothing was lost, so this proves nothing: run again.',
  )
  return lost.length > 0 ? 0 : 1
}

function tellKills({ kills, ledger, ...verdict }: FaultReport): Outcome {
  const facts = `${kills.length} kills, ${ledger.acknowledged.size} acknowledged; answers ${answersOf(ledger)}; slowest 503 while Postgres was away ${ledger.slowestAwayMs} ms`
  return { problems: problemsOf(verdict, ledger), facts }
}
