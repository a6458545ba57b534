import { spawn, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'

/**
 * Postgres refuses to run as root. As root, its programs run as another OS user, who must still be able to enter the
 * folders on the way to data and programs: with setpriv that user keeps the single capability to search folders.
 */
export type Launcher = { uid: number | null; gid: number | null; prefix: string[] }
export type Finished = { code: number | null; output: string }

const AS_OURSELVES: Launcher = { uid: null, gid: null, prefix: [] }
/** Nothing of our environment, which holds secrets; a folder that every user may be in. */
const SURROUNDINGS: { cwd?: string; env?: NodeJS.ProcessEnv } =
  process.platform === 'win32'
    ? {}
    : { cwd: '/', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', NODE_ENV: 'production' } }
const SEARCH_ONLY = '-all,+dac_read_search'

/** `data`: the cluster's folder, existing or not. `entered`: the folder that must be enterable. */
export function chooseLauncher(program: string, data: string, entered: string): Launcher {
  if (process.getuid?.() !== 0) return AS_OURSELVES
  const user = ownerOf(data) ?? accountOf('postgres') ?? createAccount()
  const plain: Launcher = { ...user, prefix: [] }
  const privileged: Launcher = { ...user, prefix: setprivPrefix(user) }
  const usable = [plain, privileged].find((launcher) => canUse(launcher, program, entered))
  if (usable) return usable
  throw new Error(
    `Postgres cannot run as root, and the OS user it runs as instead (uid ${user.uid}) may not enter ${entered} ` +
      `or ${program}: install setpriv (package util-linux), open the folders with chmod 711, or set DATABASE_URL.`,
  )
}

/** Runs to the end and returns both outputs. Never throws for an exit code. */
export function run(launcher: Launcher, program: string, args: string[]): Promise<Finished> {
  const { command, commandArgs, options } = prepare(launcher, program, args)
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArgs, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

function prepare(launcher: Launcher, program: string, args: string[]) {
  const [command, ...commandArgs] = [...launcher.prefix, program, ...args]
  const plainUser = launcher.prefix.length === 0 && launcher.uid !== null && launcher.gid !== null
  const user = plainUser ? { uid: launcher.uid ?? undefined, gid: launcher.gid ?? undefined } : {}
  const options = { ...user, ...SURROUNDINGS }
  return { command: command ?? program, commandArgs, options }
}

function canUse(launcher: Launcher, program: string, folder: string): boolean {
  const tries: [string, string[]][] = [
    [program, ['--version']],
    ['/bin/sh', ['-c', 'cd "$1"', 'sh', folder]],
  ]
  return tries.every(([name, args]) => {
    const { command, commandArgs, options } = prepare(launcher, name, args)
    return spawnSync(command, commandArgs, { ...options, stdio: 'ignore' }).status === 0
  })
}

/** no_setuid_fixup: access(2), which Postgres asks about its own programs, would otherwise drop the capability. */
function setprivPrefix({ uid, gid }: { uid: number; gid: number }): string[] {
  const capabilities = ['--inh-caps', '--ambient-caps', '--bounding-set'].flatMap((flag) => [flag, SEARCH_ONLY])
  const user = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups']
  return ['setpriv', ...user, ...capabilities, '--securebits', '+no_setuid_fixup']
}

function ownerOf(data: string): { uid: number; gid: number } | null {
  const stat = statSync(data, { throwIfNoEntry: false })
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : null
}

function accountOf(name: string): { uid: number; gid: number } | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' })
    return status === 0 ? Number(stdout.trim()) : null
  })
  return uid != null && gid != null ? { uid, gid } : null
}

function createAccount(): { uid: number; gid: number } {
  spawnSync('groupadd', ['--system', 'postgres'], { stdio: 'ignore' })
  spawnSync('useradd', ['--system', '-g', 'postgres', '-M', 'postgres'], { stdio: 'ignore' })
  const account = accountOf('postgres') ?? accountOf('nobody')
  if (account) return account
  throw new Error(
    'Postgres cannot run as root, and the OS user postgres could not be created: ' +
      'create it, run the desk as another user, or set DATABASE_URL.',
  )
}
