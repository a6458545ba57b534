import { chownSync, existsSync, lchownSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Launcher } from '@/lib/store/embedded/launcher'

/** Where things lie inside DESK_DATA_DIR. */
export type DataFolder = {
  root: string
  /** Owned by the OS user that runs Postgres; everything else here belongs to us. */
  postgres: string
  cluster: string
  log: string
  port: string
  keys: string
  lock: string
}

/** Makes the folder when it is missing. Throws a sentence when it cannot be used. */
export function openFolder(dataDir: string): DataFolder {
  const root = path.resolve(dataDir)
  const postgres = path.join(root, 'postgres')
  try {
    // As root, another OS user has to pass through; every file inside is private by its own mode.
    makeFolder(root, process.getuid?.() === 0 ? 0o711 : 0o700)
    makeFolder(postgres, 0o700)
    readdirSync(root)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(',')[0] : String(error)
    throw new Error(
      `The data folder ${root} cannot be used (${reason}): set DESK_DATA_DIR to a folder that this user may write.`,
      { cause: error },
    )
  }
  return {
    root,
    postgres,
    cluster: path.join(postgres, 'data'),
    log: path.join(postgres, 'server.log'),
    port: path.join(root, 'port'),
    keys: path.join(root, 'keys.json'),
    lock: path.join(root, 'start.lock'),
  }
}

/** A step at a time: where a folder refuses to hold another (/proc), mkdir's own recursion never ends. */
function makeFolder(folder: string, mode: number): void {
  if (existsSync(folder)) return
  const parent = path.dirname(folder)
  if (parent !== folder) makeFolder(parent, mode)
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    // Another process may have made it at this moment.
    if (!existsSync(folder)) throw error
  }
}

/** Gives the Postgres folder to the OS user that will run it; descends only where the owner is another. */
export function handOver(folder: DataFolder, { uid, gid }: Launcher): void {
  if (uid === null || gid === null) return
  chownSync(folder.postgres, uid, gid)
  const cluster = statSync(folder.cluster, { throwIfNoEntry: false })
  if (cluster && cluster.uid !== uid) chownTree(folder.postgres, uid, gid)
}

function chownTree(at: string, uid: number, gid: number): void {
  for (const entry of readdirSync(at, { withFileTypes: true })) {
    const child = path.join(at, entry.name)
    lchownSync(child, uid, gid)
    if (entry.isDirectory()) chownTree(child, uid, gid)
  }
}

const LOG_MAX_BYTES = 5 * 1024 * 1024

/** Keeps one older log, so that the folder does not grow without end. */
export function rotateLog(log: string): void {
  const stat = statSync(log, { throwIfNoEntry: false })
  if (stat && stat.size > LOG_MAX_BYTES) renameSync(log, `${log}.1`)
}
