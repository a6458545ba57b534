import { cp, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/**
 * A folder that looks like this one, with the same build as it would be had there been no `proxy.ts`: without its code, and
 * without the one entry of the manifest by which Next looks for it. A server started there serves every page and route.
 */
export async function buildWithoutProxy(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-no-proxy-'))
  for (const name of await readdir('.')) {
    if (!['.next', '.git', '.data'].includes(name)) await symlink(path.resolve(name), path.join(folder, name))
  }
  const left = ['cache', 'dev', 'server/middleware.js'].map((name) => path.join('.next', name))
  await cp('.next', path.join(folder, '.next'), { recursive: true, filter: (from) => !left.includes(from) })
  const manifest = path.join(folder, '.next', 'server', 'functions-config-manifest.json')
  await writeFile(manifest, JSON.stringify({ version: 1, functions: {} }))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
