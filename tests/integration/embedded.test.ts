import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findBinaries } from '@/lib/store/embedded/binaries'
import { openFolder } from '@/lib/store/embedded/folder'
import { chooseLauncher, run } from '@/lib/store/embedded/launcher'
import { openEmbedded } from '@/lib/store/embedded/open'
import { reach } from '@/lib/store/embedded/reach'
import { runningPort } from '@/lib/store/embedded/server'
import { copyTemplate } from '@/tests/support/database'
import { runSQL, withDatabase } from '@/tests/support/sql'

const FAST = ['fsync=off']
let parent: string
let dataDir: string

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'desk-embedded-'))
  chmodSync(parent, 0o700)
  dataDir = path.join(parent, 'data')
})

afterEach(() => rmSync(parent, { recursive: true, force: true }))

let made: string

/** A data folder as an earlier run left it; made once and copied. */
function makeAndStop(): void {
  cpSync(made, dataDir, { recursive: true })
}

async function listening(port = 0): Promise<{ port: number; close: () => void }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  return { port: address && typeof address === 'object' ? address.port : 0, close: () => server.close() }
}

beforeAll(async () => {
  made = mkdtempSync(path.join(tmpdir(), 'desk-made-'))
  const database = await openEmbedded(made, FAST)
  await database.close()
})

afterAll(() => rmSync(made, { recursive: true, force: true }))

describe('the embedded database', () => {
  it('is made under a private folder with keys of mode 0600, and listens on this machine alone', async () => {
    const { url, owned, keys, close } = await openEmbedded(dataDir, FAST)
    const [settings] = await runSQL(
      url,
      `SELECT current_setting('listen_addresses') AS at, current_setting('synchronous_commit') AS commit`,
    )
    await close()
    expect({ owned, ...settings }).toEqual({ owned: true, at: '127.0.0.1', commit: 'on' })
    expect(Buffer.from(keys?.DESK_ENCRYPTION_KEY ?? '', 'base64')).toHaveLength(32)
    expect(statSync(path.join(dataDir, 'keys.json')).mode & 0o777).toBe(0o600)
    expect(statSync(path.join(dataDir, 'postgres')).mode & 0o777).toBe(0o700)
  })

  it('keeps its rows, its keys and its password over a restart', async () => {
    const first = await openEmbedded(dataDir, FAST)
    await runSQL(first.url, 'CREATE TABLE kept AS SELECT 7 AS value')
    await first.close()
    const second = await openEmbedded(dataDir, FAST)
    const rows = await runSQL(second.url, 'SELECT value FROM kept')
    await second.close()
    expect(rows).toEqual([{ value: 7 }])
    expect(second.keys).toEqual(first.keys)
  })

  it('is shared by several openers and stopped by the last of them', async () => {
    const [first, second] = await Promise.all([openEmbedded(dataDir, FAST), openEmbedded(dataDir, FAST)])
    expect([first.owned, second.owned].sort()).toEqual([false, true])
    await first.close()
    expect(await runSQL(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await second.close()
    expect(runningPort(openFolder(dataDir))).toBeNull()
  })

  it('starts although a dead server left its PID to another process', async () => {
    makeAndStop()
    const stale = [process.pid, path.join(dataDir, 'postgres/data'), 1, 5432, '', '127.0.0.1', '', 'ready'].join('\n')
    writeFileSync(path.join(dataDir, 'postgres/data/postmaster.pid'), stale)
    const { url, close } = await openEmbedded(dataDir, FAST)
    expect(await runSQL(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await close()
  })

  it('takes another port when its own is used by somebody else', async () => {
    makeAndStop()
    const port = Number(readFileSync(path.join(dataDir, 'port'), 'utf8'))
    const squatter = await listening(port)
    const { url, close } = await openEmbedded(dataDir, FAST)
    await close()
    squatter.close()
    expect(Number(new URL(url).port)).not.toBe(port)
  })

  it('runs programs that lie in a private folder too', async () => {
    const native = path.dirname(path.dirname(findBinaries().postgres))
    for (const part of ['bin', 'lib', 'share'])
      cpSync(path.join(native, part), path.join(parent, part), { recursive: true })
    mkdirSync(dataDir)
    const initdb = path.join(parent, 'bin', 'initdb')
    const launcher = chooseLauncher(path.join(parent, 'bin', 'postgres'), path.join(dataDir, 'none'), dataDir)
    const shown = await run(launcher, initdb, ['-D', path.join(dataDir, 'none'), '-U', 'desk', '--show'])
    expect(shown).toMatchObject({ code: 0 })
  })
})

describe('a data folder that cannot be used is refused in one sentence', () => {
  const refused = (part: string) => expect(openEmbedded(dataDir, FAST)).rejects.toThrow(part)

  it('because it is a file', async () => {
    writeFileSync(dataDir, '')
    await refused(`The data folder ${dataDir} cannot be used`)
  })

  it('because the cluster lost a file', async () => {
    makeAndStop()
    rmSync(path.join(dataDir, 'postgres/data/PG_VERSION'))
    await refused('is damaged (it is not a Postgres data folder): restore it from a backup')
  })

  it('because the cluster holds garbage', async () => {
    makeAndStop()
    writeFileSync(path.join(dataDir, 'postgres/data/global/pg_control'), Buffer.alloc(8192, 7))
    await refused('did not start')
    expect(runningPort(openFolder(dataDir))).toBeNull()
  })

  it('because it is of another version', async () => {
    makeAndStop()
    writeFileSync(path.join(dataDir, 'postgres/data/PG_VERSION'), '15\n')
    await refused('is of Postgres 15')
  })

  it('because the keys are gone, and makes no new ones that could not read the old rows', async () => {
    makeAndStop()
    rmSync(path.join(dataDir, 'keys.json'))
    await refused('keys.json is missing')
    await refused('keys.json is missing')
  })

  it('because the keys are damaged', async () => {
    makeAndStop()
    writeFileSync(path.join(dataDir, 'keys.json'), '{"databasePassword":')
    await refused('keys.json is damaged')
  })

  it('because the password does not fit, and leaves no server behind', async () => {
    makeAndStop()
    const file = path.join(dataDir, 'keys.json')
    const keys: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...keys, databasePassword: 'not-the-password' }))
    await refused('user or password was refused')
    expect(runningPort(openFolder(dataDir))).toBeNull()
  })
})

describe('DATABASE_URL', () => {
  it('is accepted when it can be reached', async () => {
    const database = await copyTemplate()
    await expect(reach(database.url)).resolves.toBeUndefined()
    await database.drop()
  })

  it('is refused within five seconds when the host never answers', async () => {
    const silent = await listening()
    const startedAt = Date.now()
    await expect(reach(`postgresql://u:p@127.0.0.1:${silent.port}/x`)).rejects.toThrow('the host does not answer')
    expect(Date.now() - startedAt).toBeLessThan(5_000)
    silent.close()
  })

  it.each([
    ['nothing listens there', 'postgresql://u:hidden@127.0.0.1:1/x'],
    ['the host name is not known', 'postgresql://u:hidden@no-such-host.invalid/x'],
  ])('is refused because %s, without its password', async (reason, url) => {
    const error = await reach(url).catch((caught: unknown) => caught)
    expect(String(error)).toContain(reason)
    expect(String(error)).not.toContain('hidden')
  })

  it('is refused because the database or the password is wrong', async () => {
    const database = await copyTemplate(null)
    await expect(reach(withDatabase(database.url, 'no_such_database'))).rejects.toThrow('does not exist')
    const wrong = new URL(database.url)
    wrong.password = 'wrong'
    await expect(reach(wrong.href)).rejects.toThrow('user or password was refused')
    await database.drop()
  })
})
