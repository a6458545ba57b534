import type { Command } from 'commander'
import { addSecret } from '@/lib/commands/add-secret'
import { retireSecret } from '@/lib/commands/retire-secret'
import { listSecrets } from '@/lib/store/secrets'
import { table } from '@/scripts/desk/answer'
import { CLI, leaf, withDesk } from '@/scripts/desk/command'
import { duration, uuid } from '@/scripts/desk/parse'
import { readStdin } from '@/scripts/desk/stdin'

interface AddFlags {
  application: string
  valueStdin?: boolean
  overlap?: number
  json?: boolean
}

export function secretCommands(program: Command): void {
  const secret = program.command('secret').description('webhook secrets')
  leaf(secret, 'add', 'add a secret; without a value one is made and shown once')
    .requiredOption('--application <uuid>', 'whose secret', uuid)
    .option('--value-stdin', 'read the value from standard input')
    .option('--overlap <duration>', 'earlier secrets stop verifying after this long, for example 24h', duration)
    .action(add)
  leaf(secret, 'list', 'what is stored: never the values')
    .option('--application <uuid>', 'of one application', uuid)
    .action(list)
  leaf(secret, 'retire', 'a secret that must not verify any more')
    .requiredOption('--id <uuid>', 'its ID', uuid)
    .action(retire)
}

async function add(flags: AddFlags): Promise<void> {
  const value = flags.valueStdin ? await readStdin('secret') : null
  await withDesk(flags, async () => {
    const { application: applicationID, overlap: overlapMs = null } = flags
    const added = await addSecret(CLI, { applicationID, value, overlapMs })
    const shown = added.value ? `\n${added.value}\nThis is shown once: give it to the platform now.` : ''
    return { json: { ...added }, text: `Added the secret ${added.secretID}.${shown}` }
  })
}

async function list(flags: { application?: string; json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const secrets = await listSecrets(flags.application ?? null)
    const rows = secrets.map((row) => [
      row.secretID,
      row.applicationID,
      row.hint,
      row.status,
      row.createdAt,
      row.retiredAt ?? row.retireAt,
      row.lastVerifiedAt,
    ])
    const headings = ['SECRET', 'APPLICATION', 'HINT', 'STATUS', 'CREATED', 'RETIRES', 'LAST VERIFIED']
    return { json: { secrets }, text: table(headings, rows, 'No secret is stored yet.') }
  })
}

async function retire(flags: { id: string; json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const retired = await retireSecret(CLI, { secretID: flags.id })
    const alarm =
      retired.activeLeft === 0 ? '\nNo secret is active now: every delivery of its application is refused.' : ''
    return { json: { ...retired }, text: `Retired the secret ${retired.secretID}.${alarm}` }
  })
}
