const BYTES_MAX = 64 * 1024

/** All of standard input without the line end that `echo` adds. `what` names the value in the error. */
export async function readStdin(what: string): Promise<string> {
  if (process.stdin.isTTY)
    throw new Error(`Pipe the ${what} into standard input, for example from a file with "< file".`)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > BYTES_MAX) throw new Error(`Standard input is too long for a ${what}: at most ${BYTES_MAX} bytes.`)
    chunks.push(bytes)
  }
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    .decode(Buffer.concat(chunks))
    .replace(/\r?\n$/, '')
  if (text === '') throw new Error(`Standard input is empty: pipe the ${what} into it.`)
  return text
}
