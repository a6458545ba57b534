import { existsSync, readFileSync, rmSync, writeFileSync, chownSync, renameSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import type { Binaries } from '@/lib/store/embedded/binaries'
import { rotateLog, type DataFolder } from '@/lib/store/embedded/folder'
import { run, type Launcher } from '@/lib/store/embedded/launcher'
import { isAlive } from '@/lib/store/embedded/lock'

export const SUPERUSER = 'desk'
const MAJOR = '18'
const START_SECONDS = 60
const STOP_SECONDS = 8

const FIXED_SETTINGS = [
  'listen_addresses=127.0.0.1',
  "unix_socket_directories=''",
  'timezone=UTC',
  'log_timezone=UTC',
  // The details of an error quote values, and values may be personal.
  'log_error_verbosity=terse',
  // Nobody replicates from here: a smaller log on disk.
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_wal_size=512MB',
]

export type Cluster = { folder: DataFolder; binaries: Binaries; launcher: Launcher }

/** Creates the cluster beside its final place and moves it there complete, so that no half-made one can remain. */
export async function createCluster({ folder, binaries, launcher }: Cluster, password: string): Promise<void> {
  const draft = `${folder.cluster}.new`
  const passwordFile = path.join(folder.postgres, 'password')
  rmSync(draft, { recursive: true, force: true })
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (launcher.uid !== null && launcher.gid !== null) chownSync(passwordFile, launcher.uid, launcher.gid)
  const flags = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const args = ['-D', draft, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--locale=C', '--no-instructions', ...flags]
  const { code, output } = await run(launcher, binaries.initdb, args).finally(() => rmSync(passwordFile))
  if (code !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw new Error(`Embedded Postgres could not be set up in ${folder.postgres}: ${lastLine(output)}.`)
  }
  renameSync(draft, folder.cluster)
}

/** Throws a sentence when the folder is not a cluster that these programs can serve. */
export function checkCluster({ cluster, root }: DataFolder): void {
  const remedy = `restore it from a backup, or move ${root} away to begin with an empty database`
  const version = existsSync(path.join(cluster, 'PG_VERSION'))
    ? readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim()
    : ''
  if (!/^\d+$/.test(version) || !existsSync(path.join(cluster, 'global', 'pg_control'))) {
    throw new Error(`The database folder ${cluster} is damaged (it is not a Postgres data folder): ${remedy}.`)
  }
  if (version !== MAJOR) {
    throw new Error(
      `The database folder ${cluster} is of Postgres ${version}, this version brings ${MAJOR}: ${remedy}.`,
    )
  }
}

/** The port of the server that runs on this folder, or null. Removes a PID file whose process is not ours any more. */
export function runningPort({ cluster }: DataFolder): number | null {
  const file = path.join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return null
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (Number.isInteger(pid) && pid > 0 && isAlive(pid) && servesFolder(pid, cluster)) return Number(lines[3])
  rmSync(file, { force: true })
  return null
}

/** Starts the server detached from this process. `settings` are Postgres settings, such as fsync=off for tests. */
export async function startServer(cluster: Cluster, settings: string[]): Promise<number> {
  const { folder, binaries, launcher } = cluster
  rotateLog(folder.log)
  const port = await freePort(preferredPort(folder))
  const all = [...FIXED_SETTINGS, ...settings].map((setting) => `-c ${setting}`).join(' ')
  const args = ['start', '-D', folder.cluster, '-l', folder.log, '-w', '-t', String(START_SECONDS)]
  const { code, output } = await run(launcher, binaries.pgCtl, [...args, '-o', `-p ${port} ${all}`])
  if (code !== 0) {
    throw new Error(
      `The database in ${folder.cluster} did not start (${startFailure(folder.log, output)}): restore the folder ` +
        `from a backup, or move ${folder.root} away to begin with an empty database.`,
    )
  }
  writeFileSync(folder.port, `${port}\n`, { mode: 0o600 })
  return port
}

export async function stopServer({ folder, binaries, launcher }: Cluster): Promise<void> {
  await run(launcher, binaries.pgCtl, ['stop', '-D', folder.cluster, '-m', 'fast', '-w', '-t', String(STOP_SECONDS)])
}

/** A process ID is reused after a reboot; only a command line that names the folder is our server. */
function servesFolder(pid: number, cluster: string): boolean {
  const commandLine = `/proc/${pid}/cmdline`
  if (!existsSync('/proc/self/cmdline')) return true
  try {
    return readFileSync(commandLine, 'utf8').split('\0').includes(cluster)
  } catch {
    return false
  }
}

function preferredPort(folder: DataFolder): number {
  const port = existsSync(folder.port) ? Number(readFileSync(folder.port, 'utf8')) : 0
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0
}

function freePort(preferred: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => (preferred === 0 ? reject(error) : resolve(freePort(0))))
    server.listen(preferred, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address && typeof address === 'object' ? address.port : preferred))
    })
  })
}

function startFailure(log: string, output: string): string {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20) : []
  const fatal = lines.filter((line) => /FATAL|PANIC|ERROR/.test(line)).at(-1)
  return fatal ? fatal.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '').replace(/\.$/, '') : lastLine(output)
}

function lastLine(output: string): string {
  return (output.trim().split('\n').at(-1) ?? 'no reason given').replace(/\.$/, '')
}
