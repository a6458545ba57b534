import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { checkSupplyChain } from './supply-chain'
import { policyOfRun, type PolicyReport } from './test-policy'

/** `npm test`: every stage, even after a failure, so that one run tells everything. The last line is for machines. */

type Counts = { passed: number; failed: number; note?: string }
interface VitestReport extends PolicyReport {
  numPassedTests: number
  numTotalTests: number
  success: boolean
}

const bin = (name: string) => path.resolve('node_modules/.bin', name)
/** The compiler in its fast form; the package `typescript` beside it is the one that ESLint can read. */
const TYPESCRIPT_7 = '../typescript-7/bin/tsc'
const reports = mkdtempSync(path.join(tmpdir(), 'desk-report-'))
const reportOf = (project: string) => path.join(reports, `${project}.json`)

const hasRoutes = await run('next', ['typegen'])
/** Stages of one row run at the same time: the linter alone keeps one core busy. */
const rows: [string, () => Counts | Promise<Counts>][][] = [
  [
    ['types', () => (hasRoutes ? check([TYPESCRIPT_7, '--noEmit']) : { passed: 0, failed: 1 })],
    ['lint', () => check(['eslint', '.', '--max-warnings', '0'], ['oxlint'])],
    ['format', () => check(['prettier', '--check', '--log-level', 'warn', '.'])],
  ],
  [
    ['build', () => check(['tsx', 'scripts/build.ts'])],
    ['dependencies', checkSupplyChain],
  ],
  [['unit', () => suite('unit')]],
  [['integration', () => suite('integration')]],
  [['end to end', endToEnd]],
]

const total: Counts = { passed: 0, failed: 0 }
const lines: string[] = []
for (const row of rows) await Promise.all(row.map(([name, stage]) => tell(name, stage)))
rmSync(reports, { recursive: true, force: true })
console.log(`\n${lines.join('\n')}\n`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1

async function tell(name: string, stage: () => Counts | Promise<Counts>): Promise<void> {
  console.log(`\n== ${name}`)
  const startedAt = Date.now()
  const { passed, failed, note } = await stage()
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  lines.push(`${name.padEnd(12)} ${passed} passed, ${failed} failed (${seconds} s)${note ? `: ${note}` : ''}`)
  total.passed += passed
  total.failed += failed
}

/** Several commands that count as one check. */
async function check(...commands: string[][]): Promise<Counts> {
  for (const [program = '', ...args] of commands) {
    if (!(await run(program, args))) return { passed: 0, failed: 1 }
  }
  return { passed: 1, failed: 0 }
}

/** A test that was skipped has not passed, and a file that could not be loaded counts as one failure. */
async function suite(project: string): Promise<Counts> {
  const file = reportOf(project)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const passedAll = await run('vitest', ['run', '--project', project, ...reporters])
  const report = readReport(file)
  if (!report) return { passed: 0, failed: 1 }
  const failed = report.numTotalTests - report.numPassedTests
  const unloaded = failed === 0 && !(passedAll && report.success) ? 1 : 0
  return { passed: report.numPassedTests, failed: failed + unloaded }
}

/** No page of the run may have met the content security policy, and there must have been pages that could. */
async function endToEnd(): Promise<Counts> {
  const counts = await suite('e2e')
  const report = readReport(reportOf('e2e'))
  if (!report) return counts
  const { documents, violations } = policyOfRun(report)
  const isKept = documents > 0 && violations.length === 0
  if (!isKept) console.log(['Refused by the content security policy:', ...violations].join('\n'))
  return {
    passed: counts.passed + Number(isKept),
    failed: counts.failed + Number(!isKept),
    note: `content security policy: ${documents} pages, ${violations.length} violations`,
  }
}

function readReport(file: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

function run(program: string, args: string[]): Promise<boolean> {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
  const child = spawn(bin(program), args, { stdio: 'inherit', env })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
}
