import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { LiveDesk } from '@/tests/support/live-desk'

const ADMIN = 'admin@desk.example'

export const APPLICATION = {
  applicationID: 'fbb1fd74-c502-4419-83f3-82a2a019fc9a',
  tenantID: '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61',
}

export interface SeededDesk {
  account: { email: string; password: string }
  applicationID: string
  token: string
}

/** What is needed of a desk to fill it: its address, and the command line beside it. */
export type FillableDesk = Pick<LiveDesk, 'url' | 'cli'>

/** An admin, an application and two weeks of simulated history, all through public interfaces; waits for detection. */
export async function seedDesk(desk: FillableDesk, journeys: number): Promise<SeededDesk> {
  const { applicationID, tenantID } = APPLICATION
  const ids = ['--tenant', tenantID, '--application', applicationID]
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

const JUDGED_WITHIN_MS = 150_000
const LOOK_EVERY_MS = 1_000

async function untilJudged(desk: FillableDesk): Promise<void> {
  const until = Date.now() + JUDGED_WITHIN_MS
  for (;;) {
    const { detection } = status.parse(await desk.cli(['status']))
    if (detection.due === 0) return
    if (Date.now() > until) throw new Error(`${detection.due} journeys are still to be judged`)
    await sleep(LOOK_EVERY_MS)
  }
}
