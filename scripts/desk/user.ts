import { Option, type Command } from 'commander'
import { addUser } from '@/lib/commands/add-user'
import { disableUser } from '@/lib/commands/disable-user'
import { ROLES, type Role } from '@/lib/domain/vocabulary'
import { listUsers } from '@/lib/store/users'
import { table } from '@/scripts/desk/answer'
import { CLI, leaf, withDesk } from '@/scripts/desk/command'
import { readStdin } from '@/scripts/desk/stdin'

interface AddFlags {
  email: string
  role: Role
  passwordStdin?: boolean
  json?: boolean
}

export function userCommands(program: Command): void {
  const user = program.command('user').description('people who may sign in')
  leaf(user, 'add', 'add somebody; without a password one is made and shown once')
    .requiredOption('--email <email>', 'e-mail address')
    .addOption(new Option('--role <role>', 'what they may do').choices([...ROLES]).makeOptionMandatory())
    .option('--password-stdin', 'read the password from standard input')
    .action(add)
  leaf(user, 'list', 'who may sign in').action(list)
  leaf(user, 'disable', 'ends their sessions too').requiredOption('--email <email>', 'e-mail address').action(disable)
}

async function add(flags: AddFlags): Promise<void> {
  const password = flags.passwordStdin ? await readStdin('password') : null
  await withDesk(flags, async () => {
    const added = await addUser(CLI, { email: flags.email, role: flags.role, password })
    const shown = added.password ? `\nPassword: ${added.password}\nThis is shown once.` : ''
    return { json: { ...added }, text: `Added ${added.email} as ${flags.role}.${shown}` }
  })
}

async function list(flags: { json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const users = (await listUsers()).map(({ sessionVersion: _, ...user }) => user)
    const rows = users.map((row) => [row.email, row.role, row.createdAt, row.lastSignInAt, row.disabledAt])
    const headings = ['E-MAIL', 'ROLE', 'CREATED', 'LAST SIGN-IN', 'DISABLED']
    return { json: { users }, text: table(headings, rows, 'There is no user yet.') }
  })
}

async function disable(flags: { email: string; json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const disabled = await disableUser(CLI, { email: flags.email })
    return { json: { ...disabled }, text: `${disabled.email} may not sign in any more.` }
  })
}
