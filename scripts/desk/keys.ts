import type { Command } from 'commander'
import { rotateKeys } from '@/lib/commands/rotate-keys'
import { table } from '@/scripts/desk/answer'
import { CLI, leaf, withDesk } from '@/scripts/desk/command'

const TOLD_EVERY_MS = 1_000

export function keyCommands(program: Command): void {
  const keys = program.command('keys').description('the keys that data is encrypted with')
  leaf(keys, 'rotate', 'encrypt and hash everything anew under DESK_ENCRYPTION_KEY; run it again where it was stopped')
    .option('--dry-run', 'only count what is under older keys')
    .action(rotate)
}

async function rotate(flags: { dryRun?: boolean; json?: boolean }): Promise<void> {
  const dryRun = flags.dryRun ?? false
  await withDesk(flags, async () => {
    const { keyID, columns, sessions } = await rotateKeys(CLI, { dryRun, onProgress: teller() }, new Date())
    const rows = Object.entries(columns).map(([column, count]) => [column, count])
    const heading = dryRun ? 'UNDER OLDER KEYS' : 'ENCRYPTED ANEW'
    const lines = [
      table(['COLUMN', heading], [...rows, ['sessions at the platform', sessions]], ''),
      dryRun
        ? `Nothing was changed. The current key is ${keyID}.`
        : `Everything is under the key ${keyID} now: DESK_ENCRYPTION_KEYS_OLD is needed for older backups alone.`,
    ]
    return { json: { keyID, dryRun, columns, sessions }, text: lines.join('\n') }
  })
}

/** On standard error, so that `--json` stays one object. */
function teller() {
  let toldAt = 0
  return (column: string, done: number, total: number) => {
    if (Date.now() - toldAt < TOLD_EVERY_MS && done < total) return
    toldAt = Date.now()
    process.stderr.write(`${column}: ${done} of ${total}\n`)
  }
}
