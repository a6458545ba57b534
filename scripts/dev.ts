import { env } from '@/lib/env'
import { fail } from '@/scripts/runtime/fail'
import { runDesk } from '@/scripts/runtime/run-desk'
import { closeWhenStopped } from '@/scripts/runtime/until-stopped'

/** `npm run dev`: the same parts as `npm start`, with pages compiled as they change. */
try {
  env()
  const desk = await runDesk({ dev: true })
  closeWhenStopped(desk.close)
  console.log(`Journey Desk is ready at http://localhost:${desk.port} (development)`)
} catch (error) {
  fail(error)
}
