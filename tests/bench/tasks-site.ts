import path from 'node:path'
import { startDesk } from '@/tests/support/desk'
import type { SeededDesk } from '@/tests/support/seed-desk'
import { seedTasks, type TaskSite } from '@/tests/support/task-site'
import { cli, freePort } from './live-site'

export interface TasksDesk extends SeededDesk {
  site: TaskSite
  stop: () => Promise<unknown>
}

/** The product with its worker on an embedded data folder, filled with two weeks of simulated history. */
export async function openTasksDesk(folder: string, journeys: number): Promise<TasksDesk> {
  const port = String(await freePort())
  const env = {
    DESK_DATA_DIR: path.join(folder, 'data'),
    LOG_LEVEL: 'error',
    NEXTAUTH_URL: `http://localhost:${port}`,
  }
  const { url, stop } = await startDesk({ ...env, PORT: port })
  try {
    return { ...(await seedTasks({ url, cli: (argv) => cli(env, argv) }, journeys)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
