import { vi } from 'vitest'
import { z } from 'zod'
import type { LiveDesk } from '@/tests/support/live-desk'

const ADMIN = 'admin@desk.example'

export interface SeededDesk {
  account: { email: string; password: string }
  applicationID: string
  token: string
}

/** An admin, an application and two weeks of simulated history, all through public interfaces; waits for detection. */
export async function seedDesk(desk: LiveDesk, journeys: number): Promise<SeededDesk> {
  const applicationID = 'fbb1fd74-c502-4419-83f3-82a2a019fc9a'
  const ids = ['--tenant', '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61', '--application', applicationID]
  await desk.cli(['application', 'add', '--name', 'Acme live', ...ids, '--environment', 'live', '--base-url', desk.url])
  const [user, token] = await Promise.all([
    desk.cli(['user', 'add', '--email', ADMIN, '--role', 'admin']),
    desk.cli(['token', 'create', '--name', 'reader', '--scope', 'read']),
  ])
  const history = ['--days', '14', '--journeys', String(journeys), '--seed', '7']
  await desk.cli(['simulate', 'history', '--target', desk.url, '--application', applicationID, ...history])
  await untilJudged(desk)
  return { account: { email: ADMIN, password: String(user.password) }, applicationID, token: String(token.token) }
}

const status = z.looseObject({ detection: z.looseObject({ due: z.number() }) })

async function untilJudged(desk: LiveDesk): Promise<void> {
  await vi.waitFor(
    async () => {
      const { detection } = status.parse(await desk.cli(['status']))
      if (detection.due > 0) throw new Error(`${detection.due} journeys are still to be judged`)
    },
    { timeout: 60_000, interval: 300 },
  )
}
