import { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { openAPIDocument } from '@/lib/query/openapi'

/** The OpenAPI document as people read it. */

export interface APIType {
  words: string
  /** Names of schemas that stand in it. */
  refs: string[]
}

export interface APIField extends APIType {
  /** `subject.type`, `evidence[].kind`: fields of fields stand under their own. */
  name: string
  isRequired: boolean
  description: string | null
}

export interface APIParameter extends APIField {
  place: string
}

export interface APIOperation {
  id: string
  method: string
  path: string
  summary: string
  description: string
  parameters: APIParameter[]
  body: APIField[]
  answers: (APIType & { status: string; description: string })[]
  example: string | null
}

export interface APIReference {
  paragraphs: string[]
  groups: { name: string; operations: APIOperation[] }[]
  schemas: { name: string; description: string | null; fields: APIField[] }[]
}

const node = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  required: z.array(z.string()).optional(),
  get anyOf() {
    return z.array(node).optional()
  },
  get items() {
    return node.optional()
  },
  get properties() {
    return z.record(z.string(), node).optional()
  },
  get additionalProperties() {
    return z.union([z.boolean(), node]).optional()
  },
})
type Node = z.infer<typeof node>

const content = z.record(z.string(), z.object({ schema: node }))
const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  description: z.string(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: node }))
    .default([]),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: content.optional() })),
  'x-codeSamples': z.array(z.looseObject({ source: z.string() })).default([]),
})
const documentSchema = z.looseObject({
  info: z.looseObject({ description: z.string() }),
  tags: z.array(z.looseObject({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), node) }),
})

let reference: APIReference | null = null

/** What the API's page shows. Throws as `openAPIDocument` does. */
export function readAPIReference(principal: Principal): APIReference {
  const document = openAPIDocument(principal)
  reference ??= toReference(documentSchema.parse(JSON.parse(JSON.stringify(document))))
  return reference
}

function toReference({ info, tags, paths, components }: z.infer<typeof documentSchema>): APIReference {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, told]) => toOperation(method, path, told)),
  )
  const inGroup = (name: string) => operations.filter(({ path }) => path.split('/')[1] === name)
  const named = Object.entries(components.schemas).filter(([name]) => !name.startsWith('__'))
  return {
    paragraphs: info.description.split('\n\n'),
    groups: tags.map(({ name }) => ({ name, operations: inGroup(name) })),
    schemas: named.map(([name, schema]) => ({
      name,
      description: schema.description ?? null,
      fields: fieldsOf(schema),
    })),
  }
}

function toOperation(method: string, path: string, told: z.infer<typeof operation>): APIOperation {
  const body = told.requestBody?.content['application/json']?.schema
  return {
    id: told.operationId,
    method: method.toUpperCase(),
    path,
    summary: told.summary,
    description: told.description,
    parameters: told.parameters.map(({ name, in: place, required, schema }) => ({
      name,
      place,
      isRequired: required ?? false,
      description: schema.description ?? null,
      ...typeOf(schema),
    })),
    body: body ? fieldsOf(body) : [],
    answers: Object.entries(told.responses).map(([status, answer]) => {
      const schema = Object.values(answer.content ?? {})[0]?.schema
      return { status, description: answer.description, ...(schema ? answerType(schema) : NOTHING) }
    }),
    example: told['x-codeSamples'][0]?.source ?? null,
  }
}

const NOTHING: APIType = { words: '', refs: [] }

/** A page of rows is told by its rows. */
function answerType(schema: Node): APIType {
  const rows = schema.properties?.data
  return rows ? { ...typeOf(rows), words: `{ data: ${typeOf(rows).words}, … }` } : typeOf(schema)
}

const DEPTH_MAX = 3

/** The fields of an object; those of the objects within it follow their own. */
export function fieldsOf(schema: Node, prefix = '', depth = 0): APIField[] {
  const members = schema.anyOf?.filter(({ type }) => type !== 'null')
  if (members && !schema.properties) return members.flatMap((member) => fieldsOf(member, prefix, depth))
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const name = prefix + key
    const isRequired = schema.required?.includes(key) ?? false
    const own: APIField = { name, isRequired, description: field.description ?? null, ...typeOf(field) }
    if (depth >= DEPTH_MAX) return [own]
    return [own, ...fieldsOf(field, `${name}.`, depth + 1), ...fieldsOf(field.items ?? {}, `${name}[].`, depth + 1)]
  })
}

const FORMATS: Record<string, string> = { 'date-time': 'time', uuid: 'UUID' }

export function typeOf(schema: Node): APIType {
  const name = schema.$ref?.split('/').at(-1)
  if (name?.startsWith('__')) return { words: 'any JSON', refs: [] }
  if (name) return { words: name, refs: [name] }
  if (schema.anyOf) return joined(schema.anyOf.map(typeOf))
  if (schema.enum) return { words: schema.enum.map(String).join(' | '), refs: [] }
  if (schema.const !== undefined) return { words: String(schema.const), refs: [] }
  if (Array.isArray(schema.type)) return { words: schema.type.map(plain).join(' or '), refs: [] }
  if (schema.items) return { ...typeOf(schema.items), words: `list of ${typeOf(schema.items).words}` }
  if (typeof schema.additionalProperties === 'object' && !schema.properties) {
    const value = typeOf(schema.additionalProperties)
    return { ...value, words: `object of ${value.words}` }
  }
  return { words: FORMATS[schema.format ?? ''] ?? plain(schema.type ?? 'any JSON'), refs: [] }
}

function joined(types: APIType[]): APIType {
  return { words: [...new Set(types.map(({ words }) => words))].join(' or '), refs: types.flatMap(({ refs }) => refs) }
}

function plain(type: string): string {
  return type === 'integer' ? 'whole number' : type === 'string' ? 'text' : type
}
