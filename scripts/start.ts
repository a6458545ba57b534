import { env, extendEnv } from '@/lib/env'
import { fail } from '@/scripts/runtime/fail'
import { runDesk } from '@/scripts/runtime/run-desk'
import { closeWhenStopped } from '@/scripts/runtime/until-stopped'

/** `npm start`: the production server. What it runs is decided by DESK_ROLE. */
try {
  env()
  extendEnv({ NODE_ENV: 'production' })
  const desk = await runDesk({ dev: false })
  closeWhenStopped(desk.close)
  if (env().DESK_ROLE === 'worker') console.log('Journey Desk worker is running')
  else console.log(`Journey Desk is ready at http://localhost:${desk.port}`)
} catch (error) {
  fail(error)
}
