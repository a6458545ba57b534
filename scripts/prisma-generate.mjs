// Generates the database client without fetching anything. `prisma generate` needs no schema engine, yet downloads one
// unless a path to an existing file is given; a machine with nothing but the registry could not install otherwise.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js')
const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, 'generate', '--no-hints'], {
  encoding: 'utf8',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
})
if (status !== 0) console.error(`${stdout}${stderr}`)
process.exit(status ?? 1)
