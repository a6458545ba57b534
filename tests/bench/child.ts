import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'

/** Starts a TypeScript file as a process of its own. Its input goes by standard input, since it holds secrets. */
export function launchChild(script: string, input: unknown): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', path.resolve(script)], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin?.end(JSON.stringify(input))
  return child
}

export async function readInput<T>(): Promise<T> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as T
}

/** What it printed by its end. Throws where it failed; what it complained of is on our standard error already. */
export async function outputOf(child: ChildProcess): Promise<string> {
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${child.spawnargs.at(-1) ?? 'A child'} ended with ${String(code)}.`)
  return output
}

/** Its first line. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
      if (output.includes('\n')) resolve(output.slice(0, output.indexOf('\n')))
    })
    child.once('close', (code) =>
      reject(new Error(`${child.spawnargs.at(-1) ?? 'A child'} ended with ${String(code)}.`)),
    )
  })
}
