import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** `node scripts/run.mjs <start|desk> …`: a program as it was built, or from its sources where they are newer. */
const [name] = process.argv.splice(2, 1)
const built = path.resolve('.next/programs', `${name}.mjs`)

if (lastChange(['lib', 'scripts', 'package-lock.json']) <= builtAt()) {
  await import(pathToFileURL(built).href)
} else {
  const { register } = await import('tsx/esm/api')
  register()
  await import(`./${name}.ts`)
}

function builtAt() {
  return statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** Milliseconds; of folders, all files in them count, and the folders themselves, which change with what is removed. */
function lastChange(sources) {
  return Math.max(
    ...sources.map((source) => {
      const files = statSync(source).isDirectory() ? readdirSync(source, { recursive: true, encoding: 'utf8' }) : []
      return Math.max(
        ...[source, ...files.map((file) => path.join(source, file))].map((file) => statSync(file).mtimeMs),
      )
    }),
  )
}
