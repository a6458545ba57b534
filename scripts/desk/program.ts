import { Command, CommanderError } from 'commander'
import { applicationCommands } from '@/scripts/desk/application'
import { auditCommands } from '@/scripts/desk/audit'
import { borrowerCommands } from '@/scripts/desk/borrower'
import { citusCommands } from '@/scripts/desk/citus'
import { databaseCommands } from '@/scripts/desk/database'
import { keyCommands } from '@/scripts/desk/keys'
import { secretCommands } from '@/scripts/desk/secret'
import { settingsCommands } from '@/scripts/desk/settings'
import { simulateCommands } from '@/scripts/desk/simulate'
import { thresholdsCommands } from '@/scripts/desk/thresholds'
import { tokenCommands } from '@/scripts/desk/token'
import { userCommands } from '@/scripts/desk/user'

const HELP = 'npm run -s desk -- --help'

/** The whole command line. Throws instead of exiting; what commander would print on errors is told by `sentenceOf`. */
export function buildProgram(): Command {
  const program = new Command('desk')
    .description('The command line of Journey Desk. Works while the server runs and while it does not.')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
  databaseCommands(program)
  citusCommands(program)
  applicationCommands(program)
  secretCommands(program)
  borrowerCommands(program)
  keyCommands(program)
  tokenCommands(program)
  userCommands(program)
  settingsCommands(program)
  auditCommands(program)
  thresholdsCommands(program)
  simulateCommands(program)
  return program
}

/** Runs one command; 0, or 1 after one sentence on standard error. */
export async function runProgram(argv: string[]): Promise<number> {
  const program = buildProgram()
  try {
    await program.parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    process.stderr.write(`${sentenceOf(error, program, argv)}\n`)
    return 1
  }
}

function sentenceOf(error: unknown, program: Command, argv: string[]): string {
  if (!(error instanceof CommanderError)) return error instanceof Error ? error.message : String(error)
  if (error.code === 'commander.help') {
    const group = program.commands.find((command) => command.name() === argv[0]) ?? program
    return `Name a command: ${group.commands.map((command) => command.name()).join(', ')}. See ${HELP}.`
  }
  const said = error.message.replace(/^error: /, '').replace(/\.$/, '')
  return `${said}. See ${HELP}.`
}
