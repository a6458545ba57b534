import { describe, expect, it } from 'vitest'
import { heldBytes, withBody } from './body-gate'

const MiB = 1024 * 1024

function request(body: ReadableStream | Uint8Array<ArrayBuffer> | null, headers: Record<string, string> = {}): Request {
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' }
  return new Request('http://localhost/', init)
}

const silent = () => new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) })

describe('withBody', () => {
  it('gives the bytes, and holds nothing afterwards', async () => {
    const bytes = await withBody(request(new Uint8Array([1, 2, 3])), 10, async (read) => {
      expect(heldBytes()).toBe(3)
      return [...read]
    })
    expect(bytes).toEqual([1, 2, 3])
    expect(heldBytes()).toBe(0)
  })

  it('refuses what says or turns out to be too large', async () => {
    const work = async () => 1
    await expect(withBody(request(silent(), { 'content-length': '11' }), 10, work)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    })
    await expect(withBody(request(new Uint8Array(11)), 10, work)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
    expect(heldBytes()).toBe(0)
  })

  it('does not wait for ever for a slow sender', async () => {
    const waited = withBody(request(silent()), 100, async () => 1, 30)
    await expect(waited).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' })
    expect(heldBytes()).toBe(0)
  })

  it('refuses more when others fill the memory, with when to come again', async () => {
    const large = () =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(8 * MiB))
        },
      })
    const slow = Array.from({ length: 13 }, () => withBody(request(large()), 9 * MiB, async () => 1, 200))
    const results = await Promise.allSettled(slow)
    const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'done'))
    expect(codes.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(1)
    expect(codes.filter((code) => code === 'REQUEST_TIMEOUT')).toHaveLength(12)
    expect(heldBytes()).toBe(0)
  })

  it('unpacks four at a time', async () => {
    let [now, most] = [0, 0]
    const work = async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 5))
      now--
    }
    await Promise.all(Array.from({ length: 20 }, () => withBody(request(new Uint8Array(5)), 10, work)))
    expect(most).toBe(4)
  })
})
