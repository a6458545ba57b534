import { Option, type Command } from 'commander'
import { addApplication } from '@/lib/commands/add-application'
import { ENVIRONMENTS, type Environment } from '@/lib/domain/vocabulary'
import { listApplications } from '@/lib/store/applications'
import { table } from '@/scripts/desk/answer'
import { CLI, leaf, withDesk } from '@/scripts/desk/command'
import { httpURL, uuid } from '@/scripts/desk/parse'
import { readStdin } from '@/scripts/desk/stdin'

interface AddFlags {
  name: string
  tenant: string
  application: string
  environment: Environment
  baseUrl: string
  apiKeyStdin?: boolean
  json?: boolean
}

export function applicationCommands(program: Command): void {
  const application = program.command('application').description('applications of the platform')
  leaf(application, 'add', 'register an application, in one environment')
    .requiredOption('--name <name>', 'what people call it')
    .requiredOption('--tenant <uuid>', 'its tenant ID', uuid)
    .requiredOption('--application <uuid>', 'its application ID', uuid)
    .addOption(new Option('--environment <environment>', 'which one').choices([...ENVIRONMENTS]).makeOptionMandatory())
    .requiredOption('--base-url <url>', "the platform's address", httpURL)
    .option('--api-key-stdin', 'read the API key from standard input; needed for pulls alone')
    .action(add)
  leaf(application, 'list', 'what is registered').action(list)
}

async function add(flags: AddFlags): Promise<void> {
  const apiKey = flags.apiKeyStdin ? await readStdin('API key') : null
  await withDesk(flags, async () => {
    const { name, tenant: tenantID, application: applicationID, environment, baseUrl: baseURL } = flags
    const added = await addApplication(CLI, { name, tenantID, applicationID, environment, baseURL, apiKey })
    return { json: { ...added }, text: `Added the application ${name} (${applicationID}).` }
  })
}

async function list(flags: { json?: boolean }): Promise<void> {
  await withDesk(flags, async () => {
    const applications = await listApplications()
    const rows = applications.map((row) => [row.applicationID, row.environment, row.name, row.baseURL])
    const text = table(['APPLICATION', 'ENVIRONMENT', 'NAME', 'BASE URL'], rows, 'No application is registered yet.')
    return { json: { applications }, text }
  })
}
