import { InvalidArgumentError, type Command } from 'commander'
import type { ChainEnd } from '@/lib/domain/audit-chain'
import { readAuditVerdict, type AuditVerdict } from '@/lib/query/audit-verdict'
import { auditRoleSQL } from '@/lib/store/audit-role'
import { print, type Answer } from '@/scripts/desk/answer'
import { CLI, leaf, withDesk } from '@/scripts/desk/command'

interface VerifyFlags {
  anchor?: ChainEnd
  json?: boolean
}

export function auditCommands(program: Command): void {
  const audit = program.command('audit').description('the audit log: who did what, why and from where')
  leaf(audit, 'verify', 'check that no entry was changed, removed, put in or moved; exit code 1 where one was')
    .option('--anchor <entry:hash>', 'an end of the chain that an earlier verification told', anchor)
    .action(verify)
  leaf(audit, 'role', 'the SQL that takes the right to change the log from the role that the desk signs in as')
    .requiredOption('--for <role>', 'the role in DATABASE_URL')
    .action(role)
}

async function verify(flags: VerifyFlags): Promise<void> {
  let broken: AuditVerdict['broken'] = null
  await withDesk(flags, async () => {
    const verdict = await readAuditVerdict(CLI, flags.anchor ?? null)
    broken = verdict.broken
    return tell(verdict)
  })
  if (broken) throw new Error('The audit log does not verify.')
}

function tell({ broken, entries, first, end, unknownCheckpoints }: AuditVerdict): Answer {
  const anchorText = end && `${end.id}:${Buffer.from(end.hash).toString('hex')}`
  const json = {
    verified: broken === null,
    entries,
    first: first === null ? null : String(first),
    anchor: anchorText,
    broken: broken && { entry: String(broken.id), problem: broken.problem },
    unknownCheckpoints,
  }
  const words = broken
    ? [`Broken at entry ${broken.id}: ${broken.problem}`, `${entries} entries before it are as they were written.`]
    : [`${entries} entries are as they were written${first !== null && first > 1n ? `, from entry ${first}` : ''}.`]
  if (anchorText && !broken) words.push(`Keep this elsewhere, for --anchor: ${anchorText}`)
  if (unknownCheckpoints > 0) words.push(`${unknownCheckpoints} checkpoints are by keys that are not configured.`)
  return { json, text: words.join('\n') }
}

function role(flags: { for: string; json?: boolean }): void {
  const sql = auditRoleSQL(flags.for)
  print({ json: { sql }, text: sql.trimEnd() }, flags.json ?? false)
}

function anchor(text: string): ChainEnd {
  const [, id, hash] = /^(\d{1,18}):([0-9a-f]{64})$/i.exec(text) ?? []
  if (!id || !hash) throw new InvalidArgumentError('It must be the number of an entry, a colon and its hash in hex.')
  return { id: BigInt(id), hash: Buffer.from(hash, 'hex') }
}
