import { appendFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openFolder } from '@/lib/store/embedded/folder'
import { openEmbedded } from '@/lib/store/embedded/open'

const PRIMARY = ['wal_level=replica', 'max_wal_senders=4']

export interface ReplicatedPostgres {
  primaryURL: string
  replicaURL: string
  close: () => Promise<void>
}

/** Two clusters of their own, the second a streaming replica of the first: a copy of it at rest that follows its log. */
export async function startReplicated(): Promise<ReplicatedPostgres> {
  const [one, two] = [await mkdtemp(path.join(tmpdir(), 'desk-one-')), await mkdtemp(path.join(tmpdir(), 'desk-two-'))]
  await openEmbedded(one, PRIMARY).then((server) => server.close())
  await cp(openFolder(one).keys, openFolder(two).keys)
  await cp(openFolder(one).cluster, openFolder(two).cluster, { recursive: true })
  const primary = await openEmbedded(one, PRIMARY)
  const { hostname, port, username, password } = new URL(primary.url)
  const source = `host=${hostname} port=${port} user=${username} password=${password}`
  await appendFile(path.join(openFolder(two).cluster, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`)
  await writeFile(path.join(openFolder(two).cluster, 'standby.signal'), '')
  const replica = await openEmbedded(two, PRIMARY)
  return {
    primaryURL: primary.url,
    replicaURL: replica.url,
    close: async () => {
      await replica.close()
      await primary.close()
      await Promise.all([one, two].map((root) => rm(root, { recursive: true, force: true })))
    },
  }
}
