import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import type { Command } from 'commander'
import type { Principal } from '@/lib/auth/principal'
import { withOrigin, type RequestOrigin } from '@/lib/request-origin'
import { openDesk, type OpenDesk } from '@/lib/store/open-desk'
import { print, type Answer } from '@/scripts/desk/answer'

export const CLI: Principal = { kind: 'system', name: 'cli' }

/** A command with `--json`. Settings of the parent (how errors are told) are inherited. */
export function leaf(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).option('--json', 'print one JSON object on standard output')
}

/** Opens the database, does the work, closes it, and only then prints. */
export async function withDesk(
  options: { json?: boolean },
  work: (desk: OpenDesk) => Promise<Answer>,
  open: { migrate?: boolean } = {},
): Promise<void> {
  const desk = await openDesk(open)
  let answer: Answer
  try {
    answer = await withOrigin(commandLine(), () => work(desk))
  } finally {
    await desk.close()
  }
  print(answer, options.json ?? false)
}

/** What the audit log says of somebody at the command line: which account, on which machine. */
function commandLine(): RequestOrigin {
  return { requestID: randomUUID(), address: hostname(), userAgent: `desk, run by ${account()}`, actorID: null }
}

function account(): string {
  try {
    return userInfo().username
  } catch {
    return 'an unnamed account'
  }
}
