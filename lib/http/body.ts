import { DeskError } from '@/lib/errors'

/** The JSON body of a small request. Throws BAD_REQUEST, UNSUPPORTED_MEDIA_TYPE or PAYLOAD_TOO_LARGE. */
export async function readJSON(request: Request, maxBytes = 64 * 1024): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new DeskError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as Content-Type: application/json.')
  }
  const text = new TextDecoder('utf-8').decode(await readBytes(request, maxBytes))
  try {
    return JSON.parse(text)
  } catch {
    throw new DeskError('BAD_REQUEST', 'The body is not JSON.')
  }
}

/** Throws PAYLOAD_TOO_LARGE as soon as more than `maxBytes` came; what follows is not read. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  if (!request.body) return new Uint8Array()
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    size += value.byteLength
    if (size > maxBytes) {
      await reader.cancel()
      throw new DeskError('PAYLOAD_TOO_LARGE', `The body may be at most ${maxBytes} bytes.`)
    }
    chunks.push(value)
  }
}
