import { spawn } from 'node:child_process'
import path from 'node:path'
import type { Command } from 'commander'
import { revokeToken } from '@/lib/commands/revoke-token'
import { env } from '@/lib/env'
import { openDesk } from '@/lib/store/open-desk'
import { CLI, leaf } from '@/scripts/desk/command'
import { days, httpURL, uuid, wholeNumber } from '@/scripts/desk/parse'
import { simulatedApplication, type SimulatedApplication } from '@/scripts/desk/simulated-application'

export interface SimulateFlags {
  target?: string
  application?: string
  tenant?: string
  token?: string
  secret?: string
  days?: number
  journeys?: number
  seed?: number
  json?: boolean
}

const ANSWER_WITHIN_MS = 5_000
const JOURNEYS = wholeNumber(1, 1_000_000)

/** Both feed the product through its public interfaces; they run beside it, as the partner's systems would. */
export function simulateCommands(program: Command): void {
  const simulate = program.command('simulate').description('a platform and a partner to try the desk with')
  const history = leaf(simulate, 'history', 'two weeks of journeys: --days 14 --journeys 5000 --seed 1')
  describe(
    history.option('--days <n>', 'how many days back', days).option('--journeys <n>', 'how many', JOURNEYS),
    'history',
  )
  describe(leaf(simulate, 'live', 'journeys that move now, until stopped: --seed 1'), 'live')
}

function describe(command: Command, verb: string): void {
  command
    .option('--seed <n>', 'the same seed gives the same journeys', wholeNumber(0, 2 ** 31 - 1))
    .option('--target <url>', 'address of the desk; default http://localhost:PORT', httpURL)
    .option('--application <uuid>', 'default: the application "Simulated Borrow", made when missing', uuid)
    .option('--tenant <uuid>', 'its tenant', uuid)
    .option('--token <token>', 'a token of scope ingest; one is made for the run otherwise')
    .option('--secret <secret>', 'its webhook secret')
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', '\nEvery other option goes to the simulator: npm run -s simulator -- --help')
    .action(async (flags: SimulateFlags, self: Command) => run(verb, flags, [...played(flags), ...self.args]))
}

/** Checked here, before anything was made for the run, and handed on. */
function played(flags: SimulateFlags): string[] {
  const given = (['days', 'journeys', 'seed'] as const).filter((name) => flags[name] !== undefined)
  return given.flatMap((name) => [`--${name}`, String(flags[name])])
}

async function run(verb: string, flags: SimulateFlags, rest: string[]): Promise<void> {
  const target = flags.target ?? `http://localhost:${env().PORT}`
  await mustAnswer(target)
  const desk = await openDesk()
  try {
    const application = await simulatedApplication(flags)
    const code = await simulator(verb, target, application, flags.json ? [...rest, '--json'] : rest)
    if (application.tokenID) await revokeToken(CLI, { tokenID: application.tokenID })
    if (code !== 0) throw new Error(`The simulator ended early (${code === null ? 'stopped' : `exit code ${code}`}).`)
  } finally {
    await desk.close()
  }
}

async function mustAnswer(target: string): Promise<void> {
  const health = fetch(`${target}/api/health`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  const answered = await health.catch(() => null)
  if (!answered?.ok)
    throw new Error(`No desk answers at ${target}: start it (npm start), or name another with --target.`)
}

/** The secret goes in through stdin, where other users of the machine cannot read it. */
function simulator(verb: string, target: string, to: SimulatedApplication, rest: string[]): Promise<number | null> {
  const known = ['--target', target, '--token', to.token, '--application', to.applicationID, '--tenant', to.tenantID]
  const extra = verb === 'live' ? platformFlags(to) : ['--environment', to.environment]
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.resolve('simulator/main.ts'), verb, ...known, '--secret-stdin', ...extra, ...rest],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  )
  const stop = () => child.kill('SIGTERM')
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  child.stdin.on('error', () => undefined)
  child.stdin.end(`${to.secret}\n`)
  return new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code))
  }).finally(() => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  })
}

/** So that what we pull comes from the platform that the simulator plays. */
function platformFlags({ environment, baseURL, apiKey }: SimulatedApplication): string[] {
  const { hostname, port } = new URL(baseURL)
  const isHere = ['localhost', '127.0.0.1'].includes(hostname) && port !== ''
  return [
    ...['--environment', environment],
    ...(isHere ? ['--port', port] : []),
    ...(isHere && apiKey ? ['--api-key', apiKey] : []),
  ]
}
