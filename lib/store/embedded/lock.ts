import { randomUUID } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const STALE_AFTER_MS = 60_000
const GIVE_UP_AFTER_MS = 90_000
const RETRY_MS = 50

/** One process at a time creates, joins or stops the embedded server. A lock whose process died is taken over. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mark = `${process.pid} ${randomUUID()}`
  await acquire(file, mark)
  try {
    return await work()
  } finally {
    if ((await contents(file)) === mark) await rm(file, { force: true })
  }
}

async function acquire(file: string, mark: string): Promise<void> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS
  while (Date.now() < deadline) {
    if (await create(file, mark)) return
    if (await isStale(file)) await rm(file, { force: true })
    else await sleep(RETRY_MS)
  }
  throw new Error(`Another process has held ${file} for too long: end it, or delete the file if there is none.`)
}

async function create(file: string, mark: string): Promise<boolean> {
  try {
    await writeFile(file, mark, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
  // Two processes may have removed the same stale lock; the one whose mark survives holds it.
  await sleep(5)
  return (await contents(file)) === mark
}

async function isStale(file: string): Promise<boolean> {
  const info = await stat(file).catch(() => null)
  if (!info) return false
  if (Date.now() - info.mtimeMs > STALE_AFTER_MS) return true
  const pid = Number((await contents(file))?.split(' ')[0])
  return Number.isInteger(pid) && pid > 0 && !isAlive(pid)
}

/** Whether a process of this ID exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function contents(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null)
}
