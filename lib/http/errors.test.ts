import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { inputWords } from '@/lib/domain/input-words'
import { DeskError, ERROR_STATUS, type ErrorCode } from '@/lib/errors'
import { badInput, errorResponse } from '@/lib/http/errors'
import { answerDetail, contentTag, revisionOf } from '@/lib/http/etag'
import { isDatabaseUnavailable } from '@/lib/unavailable'

const codes = Object.keys(ERROR_STATUS).filter((code): code is ErrorCode => code in ERROR_STATUS)

describe('errorResponse', () => {
  it.each(codes)('answers %s with its status and its words', async (code) => {
    const response = errorResponse(new DeskError(code, 'what and how', { path: 'x' }))
    expect(response.status).toBe(ERROR_STATUS[code])
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ error: { code, message: 'what and how', details: { path: 'x' } } })
  })

  it('tells nothing of an unexpected error but a number to ask for', async () => {
    const response = errorResponse(new Error('password=hunter2'))
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).not.toContain('hunter2')
    expect(JSON.parse(text)).toMatchObject({
      error: { code: 'INTERNAL', details: { correlationID: expect.any(String) } },
    })
  })

  it('answers 503 with Retry-After when the database cannot be reached, however deep the error says so', () => {
    const inner = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    const response = errorResponse(new Error('query failed', { cause: new Error('pool', { cause: inner }) }))
    expect(response.status).toBe(503)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('isDatabaseUnavailable', () => {
  it('knows the codes of Prisma and Postgres, and nothing else', () => {
    for (const code of ['P1001', 'P2024', '57P01', '53300', '53100']) expect(isDatabaseUnavailable({ code })).toBe(true)
    for (const code of ['P2002', '23505', 'ENOENT', 42]) expect(isDatabaseUnavailable({ code })).toBe(false)
    for (const value of [null, undefined, 'P1001', 7]) expect(isDatabaseUnavailable(value)).toBe(false)
  })

  it('survives an error that is its own cause', () => {
    const error = new Error('loop')
    error.cause = error
    expect(isDatabaseUnavailable(error)).toBe(false)
  })
})

describe('badInput', () => {
  it('says what each member of a union wanted', () => {
    const schema = z.object({ stuck: z.union([z.enum(['true', 'false']), z.boolean()]) })
    const parsed = schema.safeParse({ stuck: 'maybe' }, { error: inputWords })
    if (parsed.success) throw new Error('it should not fit')
    expect(badInput('query', parsed.error).message).toBe('stuck: must be true or false')
  })
})

describe('If-Match', () => {
  const revision = (header?: string) =>
    revisionOf(new Request('http://x/', { headers: header === undefined ? {} : { 'if-match': header } }))

  it('is read as the revision it names, weak or strong', () => {
    expect([revision('"3"'), revision('W/"12"'), revision('*'), revision()]).toEqual([3, 12, null, null])
  })

  it.each(['3', '"x"', '""', '"1", "2"', '"9999999999999999"'])('%s matches nothing', (header) => {
    expect(() => revision(header)).toThrow(expect.objectContaining({ code: 'PRECONDITION_FAILED' }))
  })
})

describe('If-None-Match', () => {
  const value = { id: 1 }
  const answer = (header: string | null) =>
    answerDetail(new Request('http://x/', { headers: header === null ? {} : { 'if-none-match': header } }), value)

  it.each(['*', contentTag(value), `W/${contentTag(value)}`, `"other", ${contentTag(value)}`])(
    '%s spares the body of what is known',
    async (header) => {
      const response = answer(header)
      expect([response.status, response.headers.get('etag')]).toEqual([304, contentTag(value)])
      expect(await response.text()).toBe('')
    },
  )

  it.each([null, '', '"other"', contentTag({ id: 2 })])('%s gets the whole answer with its ETag', async (header) => {
    const response = answer(header)
    expect([response.status, response.headers.get('etag')]).toEqual([200, contentTag(value)])
    expect(await response.json()).toEqual(value)
  })
})
