import { createRequire } from 'node:module'
import { build, type Plugin } from 'esbuild'

const PROGRAMS = ['scripts/start.ts', 'scripts/desk.ts']

/**
 * Writes the server and the command line into `.next/programs` as JavaScript, so that neither reads a thousand files of
 * TypeScript at its start. Packages stay where they are. `scripts/run.mjs` runs what is written here.
 */
export async function bundlePrograms(): Promise<void> {
  await build({
    entryPoints: PROGRAMS,
    outdir: '.next/programs',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    plugins: [packagesByFile],
    logLevel: 'warning',
  })
}

const nodeRequire = createRequire(import.meta.url)

/** Node's own resolution knows no file of a package without `exports` by a name that lacks its ending; tsx and Next do. */
const packagesByFile: Plugin = {
  name: 'packages-by-file',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) => {
      if (kind === 'entry-point' || name.startsWith('@/')) return null
      return { path: isFileWithoutEnding(name) ? `${name}.js` : name, external: true }
    })
  },
}

function isFileWithoutEnding(name: string): boolean {
  if (name.startsWith('node:') || nodeRequire('node:module').builtinModules.includes(name)) return false
  try {
    return nodeRequire.resolve(name) === nodeRequire.resolve(`${name}.js`)
  } catch {
    return false
  }
}
