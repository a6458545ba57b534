import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import type { DemoAccount } from '@/scripts/runtime/demo-account'
import { stopChild } from '@/scripts/runtime/worker-process'

const DRAIN_MS = 3_000

export type Simulation = {
  /** Resolves with the exit code. Its lines are printed as they come. */
  run: (verb: 'history' | 'live', account: DemoAccount, url: string, args: string[]) => Promise<number | null>
  close: () => Promise<void>
}

/** The simulator as child processes. The secret goes in through stdin, where other users cannot read it. */
export function openSimulation(): Simulation {
  const children = new Set<ChildProcess>()
  return {
    run: (verb, account, url, args) => {
      const child = launch(verb, account, url, args)
      children.add(child)
      return new Promise((resolve) => {
        child.once('close', (code) => {
          children.delete(child)
          resolve(code)
        })
      })
    },
    close: async () => {
      await Promise.all([...children].map((child) => stopChild(child, DRAIN_MS)))
    },
  }
}

function launch(verb: string, account: DemoAccount, url: string, args: string[]): ChildProcess {
  const to = ['--target', url, '--token', account.token, '--secret-stdin']
  const as = ['--application', account.applicationID, '--tenant', account.tenantID]
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.resolve('simulator/main.ts'), verb, ...to, ...as, ...args],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  child.stdin.on('error', () => undefined)
  child.stdin.end(`${account.secret}\n`)
  for (const stream of [child.stdout, child.stderr]) printLines(stream, verb)
  return child
}

function printLines(stream: NodeJS.ReadableStream, verb: string): void {
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line) console.log(`  ${verb}: ${line}`)
  })
}
