import { spawnSync } from 'node:child_process'
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkDatabase } from './check'
import { checkHealth, waitForRecovery, waitForRefusals } from './recovery'
import { answersOf, problemsOf, type Outcome, type ScenarioOptions } from './scenario'
import { onSite, startTraffic, type FaultSite } from './site'

const DISK_MB = 320
const CHUNK_BYTES = 1 << 20
const FULL_FOR_MS = 4_000
/** Little is kept for later, so that what fills the disk fills it soon. */
const SETTINGS = ['max_wal_size=64MB', 'min_wal_size=32MB', 'wal_recycle=off']

/** Postgres on a disk that fills up under traffic and is given room again. */
export async function runDiskFull(options: ScenarioOptions): Promise<Outcome> {
  const root = await mkdtemp(path.join(tmpdir(), 'desk-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=0711`, 'tmpfs', root], {
    encoding: 'utf8',
  })
  if (mounted.status !== 0) {
    await rmdir(root)
    const reason = (mounted.stderr || mounted.error?.message || 'mount is missing').trim()
    return {
      problems: [`A small disk could not be mounted, so this was not tested: ${reason}. Run it as root.`],
      facts: '',
    }
  }
  try {
    return await onSite({ root, settings: SETTINGS }, (site) => fillUp(site, root, options))
  } finally {
    spawnSync('umount', [root])
    await rmdir(root).catch(() => undefined)
  }
}

async function fillUp(site: FaultSite, root: string, { seed, say }: ScenarioOptions): Promise<Outcome> {
  const problems: string[] = []
  const web = await site.start('web')
  await site.start('worker')
  const { ledger, end } = startTraffic(site, web.url, seed)
  await sleep(2_000)
  const ballast = path.join(root, 'ballast')
  say(`filling the disk after ${ledger.acknowledged.size} acknowledged events`)
  await fill(ballast)
  await waitForRefusals(ledger, problems, 5)
  const whenFull = ledger.acknowledged.size
  await sleep(FULL_FOR_MS)
  await checkHealth(web.url, problems)
  const during = ledger.acknowledged.size - whenFull
  await rm(ballast)
  // Where its log has no room either, Postgres ends, and whoever keeps it running starts it again.
  const ended = !site.postgres.isRunning()
  if (ended) await site.postgres.start()
  const backMs = await waitForRecovery(ledger, problems, 'Room on the disk')
  await end()
  problems.push(...problemsOf(await checkDatabase(site.postgres.url, ledger), ledger))
  const facts = `${ledger.acknowledged.size} acknowledged, ${during} of them while it was full; answers ${answersOf(ledger)}; back after ${backMs} ms${ended ? '; Postgres had ended and was started again' : ''}`
  return { problems, facts }
}

/** To the last byte. */
async function fill(file: string): Promise<void> {
  const handle = await open(file, 'w')
  try {
    for (let bytes = CHUNK_BYTES; bytes >= 1;) {
      const isFull = await handle.write(Buffer.alloc(bytes)).then(
        ({ bytesWritten }) => bytesWritten < bytes,
        () => true,
      )
      if (isFull) bytes = Math.floor(bytes / 2)
    }
  } finally {
    await handle.close()
  }
}
