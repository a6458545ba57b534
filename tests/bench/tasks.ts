import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { launchBrowser } from '@/scripts/browser/launch'
import { signIn } from '@/scripts/browser/sign-in'
import { buildIfStale } from '@/scripts/runtime/build-fresh'
import { HOW_COUNTED, isMet, runTasks, type TaskRun } from '@/tests/support/tasks'
import { reportTable } from './results'
import { openTasksDesk, type TasksDesk } from './tasks-site'

const SCREEN = { width: 1440, height: 900 }

/** Does what operators do most in a real browser, by the keyboard alone, and counts the interactions. */
export async function tasksBench(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options: { journeys: { type: 'string', default: '150' } } })
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-bench-'))
  try {
    await buildIfStale(new AbortController().signal)
    const desk = await openTasksDesk(folder, Number(values.journeys))
    try {
      return report(await work(desk))
    } finally {
      await desk.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function work({ site, account }: TasksDesk): Promise<TaskRun[]> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: SCREEN, reducedMotion: 'reduce' })
    await signIn(page, site.url, account)
    return await runTasks(page, site)
  } finally {
    await browser.close()
  }
}

function report(runs: TaskRun[]): boolean {
  const header = ['task', 'interactions', 'count', 'limit', 'keys', 'verdict']
  const rows = runs.map((run) => [
    run.name,
    run.interactions.join(', '),
    String(run.interactions.length),
    String(run.limit),
    String(run.keys),
    isMet(run) ? 'met' : 'MISSED',
  ])
  const problems = runs.flatMap(({ name, problem }) => (problem === null ? [] : [`${name}: ${problem}`]))
  const lines = [
    `Operators’ tasks by the keyboard alone, at ${SCREEN.width} × ${SCREEN.height}; each ends when its answer can be read without scrolling`,
    '',
    reportTable(header, rows),
    '',
    HOW_COUNTED,
    ...problems,
    `each task within its limit: ${runs.every(isMet) ? 'met' : 'MISSED'}`,
    '',
  ]
  process.stdout.write(lines.join('\n'))
  return runs.every(isMet)
}
