import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { openAPIDocument } from '@/lib/query/openapi'
import { documentedAPI, operationsOf } from '@/tests/support/documented-api'

const plain: unknown = JSON.parse(JSON.stringify(openAPIDocument({ kind: 'system', name: 'cli' })))
const document = documentedAPI.parse(plain)
const operations = operationsOf(document)

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    expect(await validator.validate(JSON.parse(JSON.stringify(plain)))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it('names each operation once, and gives each but the stream an example', () => {
    const ids = operations.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(operations.filter(({ example }) => example === null).map(({ name }) => name)).toEqual(['GET /live'])
  })

  it('says that each operation may refuse, and when to come again', () => {
    for (const { name, statuses } of operations) {
      expect(statuses, name).toEqual(expect.arrayContaining(['401', '403', '429', '503']))
    }
  })

  it('lets every detail that can be read by itself be asked for again by its ETag', () => {
    const details = operations.filter(({ name }) => /^GET .*\}$/.test(name))
    expect(details.length).toBeGreaterThan(4)
    for (const { name, statuses } of details) expect(statuses, name).toContain('304')
  })

  it('holds no empty schema where a request or an answer has fields', () => {
    const text = JSON.stringify(document.paths)
    expect(text).not.toContain('"schema":{}')
  })
})
