import type { Command } from 'commander'
import { distribute } from '@/lib/store/distribute'
import { leaf, withDesk } from '@/scripts/desk/command'

export function citusCommands(program: Command): void {
  const citus = program.command('citus').description('a database that one machine does not hold: see docs/scaling.md')
  leaf(citus, 'distribute', 'spread what grows with traffic over a Citus cluster, by application')
    .option('--dry-run', 'only print the SQL')
    .action(spread)
}

async function spread(flags: { dryRun?: boolean; json?: boolean }): Promise<void> {
  const dryRun = flags.dryRun ?? false
  await withDesk(flags, async ({ url }) => {
    const statements = await distribute(url, { dryRun })
    const sql = statements.map((statement) => `${statement};`).join('\n')
    return { json: { dryRun, statements }, text: dryRun ? sql : `Distributed by ${statements.length} statements.` }
  })
}
