import { Option, type Command } from 'commander'
import { addUser } from '@/lib/commands/add-user'
import { disableUser } from '@/lib/commands/disable-user'
import { grantApplications } from '@/lib/commands/grant-applications'
import { resetPassword } from '@/lib/commands/reset-password'
import { resetTotp } from '@/lib/commands/reset-totp'
import { unlinkSso } from '@/lib/commands/unlink-sso'
import { ROLES, type Role } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'
import { listUsers } from '@/lib/store/users'
import { table } from '@/scripts/desk/answer'
import { CLI, leaf, withDesk } from '@/scripts/desk/command'
import { uuids } from '@/scripts/desk/parse'
import { readStdin } from '@/scripts/desk/stdin'

interface AddFlags {
  email: string
  role: Role
  passwordStdin?: boolean
  applications?: string[]
  json?: boolean
}

export function userCommands(program: Command): void {
  const user = program.command('user').description('people who may sign in')
  leaf(user, 'add', 'add somebody; without a password one is made and shown once')
    .requiredOption('--email <email>', 'e-mail address')
    .addOption(new Option('--role <role>', 'what they may do').choices([...ROLES]).makeOptionMandatory())
    .option('--password-stdin', 'read the password from standard input')
    .option('--applications <uuids>', 'which they may see, separated by commas; every one without', uuids)
    .action(add)
  leaf(user, 'list', 'who may sign in').action(list)
  leaf(user, 'grant', 'say which applications somebody may see, in place of what was said before')
    .requiredOption('--email <email>', 'e-mail address')
    .addOption(new Option('--applications <uuids>', 'separated by commas').argParser(uuids))
    .addOption(new Option('--all', 'every one, later ones too').conflicts('applications'))
    .action(grant)
  leaf(user, 'disable', 'ends their sessions too').requiredOption('--email <email>', 'e-mail address').action(disable)
  leaf(user, 'password', 'give somebody another password, and end their sessions')
    .requiredOption('--email <email>', 'e-mail address')
    .option('--password-stdin', 'read the password from standard input; without it one is made and shown once')
    .action(password)
  leaf(user, 'reset-totp', 'take the second factor away from somebody who lost it')
    .requiredOption('--email <email>', 'e-mail address')
    .action(dropTotp)
  leaf(user, 'unlink-sso', 'forget which identity of the single sign-on somebody has; their next sign-in binds another')
    .requiredOption('--email <email>', 'e-mail address')
    .action(unlink)
}

async function add(flags: AddFlags): Promise<void> {
  const password = flags.passwordStdin ? await readStdin('password') : null
  await withDesk(flags, async () => {
    const added = await addUser(CLI, {
      email: flags.email,
      role: flags.role,
      password,
      applicationIDs: flags.applications ?? null,
    })
    const shown = added.password ? `\nPassword: ${added.password}\nThis is shown once.` : ''
    return { json: { ...added }, text: `Added ${added.email} as ${flags.role}.${shown}` }
  })
}

async function list(flags: { json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const users = (await listUsers()).map(({ sessionVersion: _, ...user }) => user)
    const rows = users.map((row) => [
      row.email,
      row.role,
      row.role === 'admin' ? 'all' : (row.applicationIDs?.join(',') ?? 'all'),
      row.createdAt,
      row.lastSignInAt,
      row.disabledAt,
    ])
    const headings = ['E-MAIL', 'ROLE', 'APPLICATIONS', 'CREATED', 'LAST SIGN-IN', 'DISABLED']
    return { json: { users }, text: table(headings, rows, 'There is no user yet.') }
  })
}

async function password(flags: { email: string; passwordStdin?: boolean; json?: boolean }): Promise<void> {
  const given = flags.passwordStdin ? await readStdin('password') : null
  await withDesk(flags, async () => {
    const reset = await resetPassword(CLI, { email: flags.email, password: given })
    const shown = reset.password ? `\nPassword: ${reset.password}\nThis is shown once.` : ''
    return { json: { ...reset }, text: `${reset.email} has another password and is signed out everywhere.${shown}` }
  })
}

async function dropTotp(flags: { email: string; json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const reset = await resetTotp(CLI, { email: flags.email })
    return { json: { ...reset }, text: `${reset.email} signs in without a second factor until they set one up again.` }
  })
}

async function grant(flags: { email: string; applications?: string[]; all?: boolean; json?: boolean }): Promise<void> {
  if (!flags.applications && !flags.all) throw new DeskError('BAD_REQUEST', 'Give --applications or --all.')
  await withDesk(flags, async () => {
    const granted = await grantApplications(CLI, { email: flags.email, applicationIDs: flags.applications ?? null })
    const seen = granted.applicationIDs?.join(', ') ?? 'every application'
    return { json: { ...granted }, text: `${granted.email} may see ${seen}.` }
  })
}

async function unlink(flags: { email: string; json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const unlinked = await unlinkSso(CLI, { email: flags.email })
    return { json: { ...unlinked }, text: `${unlinked.email} is bound anew with the next single sign-on.` }
  })
}

async function disable(flags: { email: string; json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const disabled = await disableUser(CLI, { email: flags.email })
    return { json: { ...disabled }, text: `${disabled.email} may not sign in any more.` }
  })
}
