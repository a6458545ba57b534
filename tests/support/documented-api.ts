import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { z } from 'zod'

/** The OpenAPI document as its tests read it. */

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

const documentedResponse = z.looseObject({
  content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })).optional(),
})
const documentedOperation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  responses: z.record(z.string(), documentedResponse),
  'x-codeSamples': z.array(z.object({ source: z.string() })).optional(),
})
const documentedPath = z.partialRecord(z.enum(METHODS), documentedOperation)

export const documentedAPI = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), documentedPath),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
})
export type DocumentedAPI = z.infer<typeof documentedAPI>

export interface DocumentedOperation {
  /** `GET /findings` */
  name: string
  id: string
  example: string | null
  statuses: string[]
}

export function operationsOf(document: DocumentedAPI): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method]
      if (!operation) return []
      const example = operation['x-codeSamples']?.[0]?.source ?? null
      const name = `${method.toUpperCase()} ${path}`
      return [{ name, id: operation.operationId, example, statuses: Object.keys(operation.responses) }]
    }),
  )
}

/** Whether an answer is what the document says of it: null, or what is wrong. */
export function answerChecker(document: DocumentedAPI) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats(ajv)
  ajv.addSchema({ $id: 'desk:api', components: document.components })
  const known = new Map<string, ValidateFunction>()
  return (operation: DocumentedOperation, status: number, body: unknown): string | null => {
    const [method = '', path = ''] = operation.name.split(' ')
    const documented = document.paths[path]?.[z.enum(METHODS).parse(method.toLowerCase())]
    const response = documented?.responses[String(status)]
    if (!response) return `answers ${status}, which is not documented`
    const schema = Object.values(response.content ?? {})[0]?.schema
    if (!schema) return body === null ? null : `answers a body with ${status}`
    const key = `${operation.name} ${status}`
    const validate = known.get(key) ?? ajv.compile(rebased(schema))
    known.set(key, validate)
    return validate(body) ? null : ajv.errorsText(validate.errors)
  }
}

function rebased(schema: Record<string, unknown>): Record<string, unknown> {
  return z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"desk:api#/components/')))
}
