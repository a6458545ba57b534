import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const SOURCES = ['app', 'components', 'lib', 'public', 'prisma/schema.prisma', 'proxy.ts', 'package-lock.json']
const SETTINGS = ['next.config.js', 'postcss.config.mjs', 'tsconfig.json']
const MARK = '.next/built-from'

/** Builds unless the present build is of exactly these sources. Returns whether it built. */
export async function buildIfStale(stopped: AbortSignal): Promise<boolean> {
  if (existsSync('.next/BUILD_ID') && existsSync(MARK) && readFileSync(MARK, 'utf8') === hashSources()) return false
  await build(stopped)
  return true
}

/** Notes what the present build was made from. */
export function markBuilt(sources: string): void {
  writeFileSync(MARK, sources)
}

function build(stopped: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.resolve('scripts/build.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: stopped,
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`the build failed:\n${output}`))))
  })
}

/** A digest of everything that goes into a build. */
export function hashSources(): string {
  const hash = createHash('sha256')
  for (const source of [...SOURCES, ...SETTINGS]) {
    for (const file of filesOf(source)) hash.update(file).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function filesOf(source: string): string[] {
  if (!existsSync(source)) return []
  if (statSync(source).isFile()) return [source]
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(source, name))
    .filter((file) => statSync(file).isFile() && !/\.test\.tsx?$/.test(file))
    .sort()
}
