import type { Command } from 'commander'
import type { FreshThreshold } from '@/lib/domain/learned-thresholds'
import { findApplication } from '@/lib/store/applications'
import { learnAll } from '@/lib/worker/learning'
import { table } from '@/scripts/desk/answer'
import { leaf, withDesk } from '@/scripts/desk/command'
import { uuid } from '@/scripts/desk/parse'

interface Flags {
  application?: string
  json?: boolean
}

export function thresholdsCommands(program: Command): void {
  const thresholds = program.command('thresholds').description('how long a status may last, learned from past waits')
  leaf(thresholds, 'learn', 'learn them now, as the worker does once a day')
    .option('--application <uuid>', 'for one application alone', uuid)
    .action(learn)
}

async function learn(flags: Flags): Promise<void> {
  await withDesk(flags, async () => {
    const only = flags.application ?? null
    if (only && !(await findApplication(only))) throw new Error(`There is no application ${only}: add it first.`)
    const { applications } = await learnAll(() => new Date(), null, only)
    const learned = applications.map(({ thresholds, ...rest }) => ({
      ...rest,
      thresholds: thresholds.map(({ curve: _, ...threshold }) => threshold),
    }))
    const rows = applications.flatMap(({ thresholds }) => thresholds.map(rowOf))
    const headings = ['STATUS', 'LENDER', 'THRESHOLD', 'COMPLETED', 'CENSORED', 'OUTCOME']
    return { json: { applications: learned }, text: table(headings, rows, 'There is no wait to learn from yet.') }
  })
}

function rowOf({ status, lender, valueMs, completed, censored, outcome }: FreshThreshold) {
  const minutes = valueMs === null ? 'default' : `${(valueMs / 60_000).toFixed(1)} min`
  return [status, lender, minutes, completed, censored, outcome]
}
