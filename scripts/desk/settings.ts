import { InvalidArgumentError, type Command } from 'commander'
import { setSetting } from '@/lib/commands/set-setting'
import { isSettingKey, SETTINGS, type SettingKey } from '@/lib/domain/settings'
import { loadSettings } from '@/lib/store/settings'
import { table } from '@/scripts/desk/answer'
import { CLI, leaf, withDesk } from '@/scripts/desk/command'
import { uuid } from '@/scripts/desk/parse'

interface Flags {
  application?: string
  json?: boolean
}

export function settingsCommands(program: Command): void {
  const settings = program.command('settings').description('thresholds and limits')
  leaf(settings, 'get', 'what holds now, or one key of it')
    .argument('[key]', 'one setting', settingKey)
    .option('--application <uuid>', 'as it holds for one application', uuid)
    .action(get)
  leaf(settings, 'set', 'change one')
    .argument('<key>', 'which', settingKey)
    .argument('<value>', 'to what')
    .option('--application <uuid>', 'for one application alone', uuid)
    .action(set)
}

async function get(key: SettingKey | undefined, flags: Flags): Promise<void> {
  await withDesk(flags, async () => {
    const settings = await loadSettings(flags.application ?? null)
    if (key) return { json: { key, value: settings[key] }, text: String(settings[key]) }
    const rows = Object.entries(settings).map(([name, value]) => [name, String(value), describe(name)])
    return { json: { settings }, text: table(['KEY', 'VALUE', ''], rows, '') }
  })
}

async function set(key: SettingKey, value: string, flags: Flags): Promise<void> {
  await withDesk(flags, async () => {
    const changed = await setSetting(CLI, { key, value, applicationID: flags.application ?? null })
    const where = changed.applicationID ? ` for ${changed.applicationID}` : ''
    return { json: { ...changed }, text: `${changed.key} is ${changed.value}${where}.` }
  })
}

function settingKey(text: string): SettingKey {
  if (isSettingKey(text)) return text
  throw new InvalidArgumentError(`It must be one of ${Object.keys(SETTINGS).join(', ')}.`)
}

function describe(key: string): string {
  return isSettingKey(key) ? SETTINGS[key].describe : ''
}
