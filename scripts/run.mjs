import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** `node scripts/run.mjs <start|desk> …`: a program as it was built, or from its sources where they are newer. */
const [name] = process.argv.splice(2, 1)
const built = path.resolve('.next/programs', `${name}.mjs`)

if (lastChange(['lib', 'scripts', 'prisma/schema.prisma', 'package-lock.json']) <= builtAt()) {
  await import(pathToFileURL(built).href)
} else {
  const { register } = await import('tsx/esm/api')
  register()
  await import(`./${name}.ts`)
}

function builtAt() {
  return statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** Milliseconds; of folders, what is in them counts, and they themselves, which change with what is removed. */
function lastChange(sources) {
  const files = sources.flatMap((source) => [source, ...filesIn(source).map((file) => path.join(source, file))])
  return Math.max(...files.filter(isWritten).map((file) => statSync(file).mtimeMs))
}

function filesIn(source) {
  return statSync(source).isDirectory() ? readdirSync(source, { recursive: true, encoding: 'utf8' }) : []
}

/** By people: the client of the database is made of the schema at every installation. */
function isWritten(file) {
  return !file.startsWith(path.join('lib', 'store', 'generated')) && file !== path.join('lib', 'store')
}
