import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openFolder } from '@/lib/store/embedded/folder'
import { openEmbedded } from '@/lib/store/embedded/open'
import { runningPort } from '@/lib/store/embedded/server'

export interface KillablePostgres {
  url: string
  /** SIGKILL to the server and every process of it: what its memory held is gone. */
  kill: () => Promise<void>
  /** Brings it back on the same address, as a start of the desk would. */
  start: () => Promise<void>
  /** Whether its postmaster runs. */
  isRunning: () => boolean
  /** Ends it and removes its folder. */
  close: () => Promise<void>
}

/** An embedded Postgres of its own. `settings` are Postgres settings, such as fsync=off. A `folder` that is given stays. */
export async function openPostgres(settings: string[], folder?: string): Promise<KillablePostgres> {
  const root = folder ?? (await mkdtemp(path.join(tmpdir(), 'desk-faults-')))
  const pidFile = path.join(openFolder(root).cluster, 'postmaster.pid')
  let server = await openEmbedded(root, settings)
  const { url } = server
  return {
    url,
    kill: async () => {
      const postmaster = Number((await readFile(pidFile, 'utf8')).split('\n')[0])
      const family = running().filter(({ pid, parent }) => pid === postmaster || parent === postmaster)
      for (const { pid } of family) process.kill(pid, 'SIGKILL')
      const pids = new Set(family.map(({ pid }) => pid))
      while (running().some(({ pid }) => pids.has(pid))) await sleep(20)
    },
    start: async () => {
      server = await openEmbedded(root, settings)
      if (server.url !== url) throw new Error('Another program took the port of Postgres while it was down: run again.')
    },
    isRunning: () => runningPort(openFolder(root)) !== null,
    close: async () => {
      await server.close()
      if (!folder) await rm(root, { recursive: true, force: true })
    },
  }
}

/** Processes that still run; a dead one that nobody has reaped is not among them. */
function running(): { pid: number; parent: number }[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,stat='], { encoding: 'utf8' })
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([pid, , stat]) => pid && !stat?.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }))
}
