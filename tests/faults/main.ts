import { parseArgs } from 'node:util'
import { runFaults, type FaultReport, type Victim } from './campaign'

/** `npm run faults -- [--kills 12] [--seed 1] [--prove]`. Exit code 1 when something acknowledged was lost or doubled. */

const ALL: readonly [Victim, ...Victim[]] = ['postgres', 'web', 'worker']
/** What a careless set-up would use: acknowledged rows that only memory holds. */
const CARELESS = ['synchronous_commit=off', 'wal_writer_delay=10s']

try {
  const { kills, seed, prove } = options()
  const report = await runFaults({
    seed,
    kills,
    victims: prove ? ['postgres'] : ALL,
    settings: prove ? CARELESS : [],
    say: (line) => console.log(line),
  })
  print(report)
  process.exitCode = prove ? judgeProof(report) : isClean(report) ? 0 : 1
} catch (error) {
  console.error(`The faults could not be run: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

function options(): { kills: number; seed: number; prove: boolean } {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '12' },
      seed: { type: 'string', default: '1' },
      prove: { type: 'boolean', default: false },
    },
  })
  const [kills, seed] = [Number(values.kills), Number(values.seed)]
  if (!Number.isInteger(kills) || kills < 1 || kills > 1_000) throw new Error('--kills must be from 1 to 1000.')
  if (!Number.isInteger(seed)) throw new Error('--seed must be a whole number.')
  return { kills, seed, prove: values.prove }
}

function isClean({ lost, doubled, wrong, detection, ledger }: FaultReport): boolean {
  return [lost, doubled, wrong, detection, ledger.wrong].every((problems) => problems.length === 0)
}

/** Losses that were made on purpose must be seen, or the clean result above says nothing. */
function judgeProof({ lost }: FaultReport): number {
  console.log(lost.length > 0 ? 'The checker sees the losses.' : 'Nothing was lost, so this proves nothing: run again.')
  return lost.length > 0 ? 0 : 1
}

function print({ kills, ledger, lost, doubled, wrong, detection }: FaultReport): void {
  const answers = Object.entries(ledger.answers).map(([status, count]) => `${status}: ${count}`)
  console.log(`\n${kills.length} kills; answers ${answers.join(', ')}`)
  console.log(`slowest 503 while Postgres was away: ${ledger.slowestAwayMs} ms`)
  const parts = { 'acknowledged and lost': lost, 'applied twice': doubled, 'wrong state': wrong, detection }
  for (const [name, problems] of Object.entries({ ...parts, 'wrong answers': ledger.wrong })) {
    console.log(
      `${name.padEnd(22)} ${problems.length}${problems.length > 0 ? `: ${problems.slice(0, 5).join('; ')}` : ''}`,
    )
  }
}
