import { beforeAll, expect, it } from 'vitest'
import { signIn } from '@/scripts/browser/sign-in'
import { openBrowser, openPage, type OpenedPage } from '@/tests/support/browser'
import { openLiveDesk } from '@/tests/support/live-desk'
import { seedTasks, type TaskSite } from '@/tests/support/task-site'
import { isMet, runTasks } from '@/tests/support/tasks'

/** What operators do most, by the keyboard alone, each within its number of interactions. */

let site: TaskSite
let opened: OpenedPage

beforeAll(async () => {
  const desk = await openLiveDesk()
  const seeded = await seedTasks(desk, 60)
  site = seeded.site
  opened = await openPage(await openBrowser())
  await signIn(opened.page, desk.url, seeded.account)
})

it('each task ends at its answer, and takes no more interactions than it may', async () => {
  const runs = await runTasks(opened.page, site)
  expect(runs.filter((run) => !isMet(run))).toEqual([])
  expect(runs).toHaveLength(4)
  expect(opened.complaints.take()).toEqual([])
})
