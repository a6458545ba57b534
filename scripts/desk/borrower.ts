import type { Command } from 'commander'
import { eraseBorrower } from '@/lib/commands/erase-borrower'
import { CLI, leaf, withDesk } from '@/scripts/desk/command'
import { uuid } from '@/scripts/desk/parse'

interface EraseFlags {
  application: string
  borrower: string
  reason: string
  json?: boolean
}

export function borrowerCommands(program: Command): void {
  const borrower = program.command('borrower').description('what is kept of borrowers')
  leaf(borrower, 'erase', 'take the personal data of one borrower out of everything; there is no way back')
    .requiredOption('--application <uuid>', 'whose borrower', uuid)
    .requiredOption('--borrower <id>', 'the partner’s ID of the borrower')
    .option('--reason <text>', 'why, for the audit log', 'Asked for on the command line.')
    .action(erase)
}

async function erase({ application, borrower, reason, ...flags }: EraseFlags): Promise<void> {
  await withDesk(flags, async () => {
    const input = { applicationID: application, borrowerExternalID: borrower, confirm: borrower, reason }
    const erased = await eraseBorrower(CLI, input, new Date())
    const { journeys, deliveries, calls } = erased
    const counts = `${journeys} journeys, ${deliveries} deliveries and ${calls} calls`
    return {
      json: { ...erased, erasedAt: erased.erasedAt.toISOString() },
      text: `Erased the borrower ${borrower} from ${counts}. What comes later is not kept.`,
    }
  })
}
