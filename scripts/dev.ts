import { env } from '@/lib/env'
import { fail } from '@/scripts/runtime/fail'
import { createDesk } from '@/scripts/runtime/run-desk'
import { closeWhenStopped } from '@/scripts/runtime/until-stopped'

/** `npm run dev`: the same parts as `npm start`, with pages compiled as they change. */
try {
  env()
  const desk = createDesk({ dev: true })
  closeWhenStopped(desk.close)
  const port = await desk.start()
  console.log(`Journey Desk is ready at http://localhost:${port} (development)`)
} catch (error) {
  fail(error)
}
