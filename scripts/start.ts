import { env, extendEnv } from '@/lib/env'
import { fail } from '@/scripts/runtime/fail'
import { createDesk } from '@/scripts/runtime/run-desk'
import { closeWhenStopped } from '@/scripts/runtime/until-stopped'

/** `npm start`: the production server. What it runs is decided by DESK_ROLE. */
try {
  env()
  extendEnv({ NODE_ENV: 'production' })
  const desk = createDesk({ dev: false })
  closeWhenStopped(desk.close)
  const port = await desk.start()
  if (env().DESK_ROLE === 'worker') console.log('Journey Desk worker is running')
  else console.log(`Journey Desk is ready at http://localhost:${port}`)
} catch (error) {
  fail(error)
}
