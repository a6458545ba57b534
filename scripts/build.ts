import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

/** `npm run build`: needs no database, sends no telemetry. */
const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
const { status } = spawnSync(process.execPath, [next, 'build'], {
  stdio: 'inherit',
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
})
process.exit(status ?? 1)
