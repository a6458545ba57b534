import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { hashSources, markBuilt } from '@/scripts/runtime/build-fresh'
import { bundlePrograms } from '@/scripts/runtime/bundle-programs'

/** `npm run build`: needs no database, sends no telemetry. */
const sources = hashSources()
const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
const { status } = spawnSync(process.execPath, [next, 'build'], {
  stdio: 'inherit',
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
})
if (status === 0) {
  await bundlePrograms()
  markBuilt(sources)
}
process.exit(status ?? 1)
