import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'

export type Ended = { code: number | null; stdout: string; stderr: string }
type Program = 'start' | 'desk'
export type RunningDesk = {
  /** Empty for a worker, which serves nothing. */
  url: string
  pid: number
  output: () => string
  stop: () => Promise<Ended>
  /** SIGKILL: no goodbye. */
  kill: () => Promise<Ended>
  /** Resolves when the process ends, whyever. */
  ended: Promise<Ended>
}

/** A server with a worker says both, in either order; what it is asked for is the address. */
const READY = /Journey Desk is ready at (http:\/\/localhost:\d+)/
const WORKING = /Journey Desk worker is running/

/** Environment of a child: ours without what would change the desk, and what the test gives. */
function childEnv(env: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DATABASE_|DESK_|NEXTAUTH_|PORT$|VITEST|NODE_)/.test(name),
  )
  return { ...Object.fromEntries(inherited), NODE_ENV: 'production', ...env }
}

/** Runs one of our programs (scripts/run.mjs) to its end. */
export async function runProgram(program: Program, env: Record<string, string>, args: string[] = []): Promise<Ended> {
  return finished(launch(program, env, args))
}

/**
 * Starts the real server (`npm start`) on a free port. Rejects with its output when it ends before it is ready. `cwd` holds
 * another build.
 */
export async function startDesk(env: Record<string, string>, cwd = process.cwd()): Promise<RunningDesk> {
  const child = launch('start', { PORT: '0', ...env }, [], cwd)
  const ended = finished(child)
  let output = ''
  const ready = new Promise<string>((resolve) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8')
      const said = (env.DESK_ROLE === 'worker' ? WORKING : READY).exec(output)
      if (said) resolve(said[1] ?? '')
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
  })
  const early = ended.then((end) => Promise.reject(new Error(`The desk ended before it was ready: ${end.stderr}`)))
  const url = await Promise.race([ready, early])
  early.catch(() => undefined)
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
    kill: () => {
      child.kill('SIGKILL')
      return ended
    },
    ended,
  }
}

function launch(program: Program, env: Record<string, string>, args: string[], cwd = process.cwd()): ChildProcess {
  return spawn(process.execPath, [path.resolve('scripts/run.mjs'), program, ...args], {
    cwd,
    env: childEnv(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function finished(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
}
