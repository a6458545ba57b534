import type { Command } from 'commander'
import { createToken } from '@/lib/commands/create-token'
import { revokeToken } from '@/lib/commands/revoke-token'
import type { TokenScope } from '@/lib/domain/vocabulary'
import { listTokens } from '@/lib/store/tokens'
import { table } from '@/scripts/desk/answer'
import { CLI, leaf, withDesk } from '@/scripts/desk/command'
import { scopes, uuid } from '@/scripts/desk/parse'

interface CreateFlags {
  name: string
  scope: TokenScope[]
  application?: string
  json?: boolean
}

export function tokenCommands(program: Command): void {
  const token = program.command('token').description('tokens for ingest and the read API')
  leaf(token, 'create', 'make a token; it is shown once')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scope <scopes>', 'ingest, read, triage, sync: one or more, separated by commas', scopes)
    .option('--application <uuid>', 'for one application alone', uuid)
    .action(create)
  leaf(token, 'list', 'what exists: never the tokens themselves').action(list)
  leaf(token, 'revoke', 'a token that must not work any more')
    .requiredOption('--id <uuid>', 'its ID', uuid)
    .action(revoke)
}

async function create(flags: CreateFlags): Promise<void> {
  await withDesk(flags, async () => {
    const { name, scope, application: applicationID = null } = flags
    const created = await createToken(CLI, { name, scopes: scope, applicationID })
    return {
      json: { ...created },
      text: `Created the token ${created.tokenID}.\n${created.token}\nThis is shown once: keep it now.`,
    }
  })
}

async function list(flags: { json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const tokens = await listTokens()
    const rows = tokens.map((row) => [
      row.tokenID,
      row.name,
      row.scopes.join(','),
      row.applicationID ?? 'all',
      row.createdAt,
      row.lastUsedAt,
      row.revokedAt,
    ])
    const headings = ['TOKEN', 'NAME', 'SCOPES', 'APPLICATION', 'CREATED', 'LAST USED', 'REVOKED']
    return { json: { tokens }, text: table(headings, rows, 'No token exists yet.') }
  })
}

async function revoke(flags: { id: string; json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const revoked = await revokeToken(CLI, { tokenID: flags.id })
    return { json: { ...revoked }, text: `Revoked the token ${revoked.tokenID}; it stops working within 5 seconds.` }
  })
}
