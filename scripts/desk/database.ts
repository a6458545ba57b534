import type { Command } from 'commander'
import { readStatus, type Status } from '@/lib/query/status'
import { migrationStatus, type MigrationStatus } from '@/lib/store/migrate'
import { table, type Answer } from '@/scripts/desk/answer'
import { CLI, leaf, withDesk } from '@/scripts/desk/command'

export function databaseCommands(program: Command): void {
  leaf(program, 'migrate', 'apply the migrations that are missing').action(migrate)
  leaf(program, 'status', 'database, migrations, sources and their freshness').action(status)
}

async function migrate(flags: { json?: boolean }): Promise<void> {
  await withDesk(flags, async ({ migrated }) => ({
    json: { applied: migrated },
    text: migrated.length === 0 ? 'Nothing to apply.' : `Applied ${migrated.join(', ')}.`,
  }))
}

async function status(flags: { json?: boolean }): Promise<void> {
  await withDesk(
    flags,
    async (desk) => {
      const migrations = await migrationStatus(desk.url)
      const kind = desk.keys ? 'embedded' : 'external'
      const isCurrent = migrations.pending.length === 0 && migrations.problems.length === 0
      return tell(kind, migrations, isCurrent ? await readStatus(CLI) : null)
    },
    { migrate: false },
  )
}

function tell(kind: string, migrations: MigrationStatus, found: Status | null): Answer {
  const database = { reachable: true, kind, version: found?.databaseVersion ?? null }
  const lines = [
    `Database    ${kind}${found ? `, Postgres ${found.databaseVersion}` : ''}`,
    `Migrations  ${migrations.applied.length} applied, ${migrations.pending.length} waiting`,
    ...migrations.problems,
  ]
  if (!found) {
    const remedy = migrations.pending.length > 0 ? ['Apply them: npm run -s desk -- migrate'] : []
    const json = { database, migrations, applications: null, detection: null }
    return { json, text: [...lines, ...remedy].join('\n') }
  }
  const { applications, detection } = found
  const rows = applications.map(({ name, environment, sources, calls }) => [
    name,
    environment,
    sources.receiver,
    sources.reported,
    sources.platform,
    sources.pull,
    sources.batch,
    lag(calls.batch),
    sources.otlp,
    lag(calls.otlp),
  ])
  const headings = ['APPLICATION', 'ENVIRONMENT', 'LAST WEBHOOK', 'LAST REPORT', "PLATFORM'S LOG", 'LAST PULL']
  const callHeadings = ['LAST CALL BATCH', 'LAG', 'LAST SPANS', 'LAG']
  const text = [
    ...lines,
    `Detection   ${detection.due} waiting, ${detection.lagSeconds} s behind`,
    '',
    table([...headings, ...callHeadings], rows, 'No application is registered yet.'),
  ]
  return { json: { database, migrations, applications, detection }, text: text.join('\n') }
}

/** How old the newest call was when it came. */
function lag(calls: { lagSeconds: number } | null): string | null {
  return calls && `${calls.lagSeconds} s`
}
