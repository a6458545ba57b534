import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { Command } from 'commander'

import { historyCommand } from './cli/history'
import { liveCommand } from './cli/live'

/** `simulate history|live`, for the command line of the product and for this file's own. */
export function simulateCommand(name = 'simulate'): Command {
  return new Command(name)
    .description('a platform and a partner to try the product with')
    .addCommand(historyCommand())
    .addCommand(liveCommand())
}

/** Runs it; a failure is one sentence on standard error and exit code 1. */
export async function main(argv: string[]): Promise<void> {
  try {
    await simulateCommand('simulator').parseAsync(argv)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}

const entry = process.argv[1]
if (entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url)) await main(process.argv)
