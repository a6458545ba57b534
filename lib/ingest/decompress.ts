import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { DeskError } from '@/lib/errors'

const unzip = promisify(gunzip)

/**
 * The bytes of a body whose Content-Encoding is gzip or nothing. Throws PAYLOAD_TOO_LARGE as soon as they are more than
 * `maxBytes`, UNSUPPORTED_MEDIA_TYPE for another encoding and BAD_REQUEST for broken gzip.
 */
export async function decompress(bytes: Uint8Array, contentEncoding: string, maxBytes: number): Promise<Uint8Array> {
  const encoding = contentEncoding.trim().toLowerCase()
  if (encoding === '' || encoding === 'identity') {
    if (bytes.byteLength > maxBytes) throw tooManyBytes(maxBytes)
    return bytes
  }
  if (encoding !== 'gzip') throw new DeskError('UNSUPPORTED_MEDIA_TYPE', 'Content-Encoding may be gzip or nothing.')
  try {
    return await unzip(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    const isTooLong = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    if (isTooLong || error instanceof RangeError) throw tooManyBytes(maxBytes)
    throw new DeskError('BAD_REQUEST', 'The body is not gzip, as Content-Encoding says.')
  }
}

function tooManyBytes(maxBytes: number): DeskError {
  return new DeskError('PAYLOAD_TOO_LARGE', `A batch may hold at most ${maxBytes} bytes after decompression.`)
}
