import { describe, expect, it } from 'vitest'
import { fieldsOf, readAPIReference, typeOf } from '@/lib/query/api-reference'

describe('a type in words', () => {
  it.each([
    [{ type: 'integer' }, 'whole number'],
    [{ type: 'string', format: 'date-time' }, 'time'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'text or null'],
    [{ type: 'array', items: { $ref: '#/components/schemas/Finding' } }, 'list of Finding'],
    [{ enum: ['live', 'test'] }, 'live | test'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'object of whole number'],
    [{ $ref: '#/components/schemas/__schema0' }, 'any JSON'],
  ])('%j is %s', (schema, words) => {
    expect(typeOf(schema).words).toBe(words)
  })
})

it('tells the fields of fields under their own', () => {
  const inner = { type: 'object', properties: { kind: { type: 'string' } }, required: ['kind'] }
  const fields = fieldsOf({ properties: { subject: inner, evidence: { type: 'array', items: inner } } })
  expect(fields.map(({ name, isRequired }) => [name, isRequired])).toEqual([
    ['subject', false],
    ['subject.kind', true],
    ['evidence', false],
    ['evidence[].kind', true],
  ])
})

it('shows every operation in a group, and every schema that one names', () => {
  const { groups, schemas } = readAPIReference({ kind: 'system', name: 'cli' })
  const operations = groups.flatMap((group) => group.operations)
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
  const names = new Set(schemas.map(({ name }) => name))
  const linked = operations.flatMap(({ answers, body, parameters }) => [...answers, ...body, ...parameters])
  for (const { refs } of linked) for (const ref of refs) expect(names).toContain(ref)
})
