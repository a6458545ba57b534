import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import pg, { type PoolClient, type QueryConfig } from 'pg'
import { pipelinePool } from './client'
import type { Transaction } from './transaction'

/** What a statement is told with: a Prisma transaction as well as a pipeline. */
export interface Sql {
  $queryRaw: (text: TemplateStringsArray, ...values: unknown[]) => Promise<unknown>
  $executeRaw: (text: TemplateStringsArray, ...values: unknown[]) => Promise<number>
}

/** A pipeline also takes statements whose text depends on the rows. */
export interface Pipeline extends Sql {
  $run: (text: string, values: unknown[]) => Promise<unknown>
}

/** What is still under way when `work` has nothing left to ask: it goes out together with the commit. */
export interface LastWrites<T> {
  result: T
  writes: Promise<unknown>[]
}

/**
 * One transaction whose statements are prepared once a connection and sent without waiting for the answer to the one
 * before: `Promise.all` of several costs one round trip, and they run in the order in which they were told. A throw, of
 * `work` or of any statement, rolls all of it back.
 */
export async function inPipeline<T>(work: (sql: Pipeline) => Promise<LastWrites<T>>): Promise<T> {
  const client = await pipelinePool().connect()
  let isBroken = true
  try {
    const { sql, begin, end } = sqlOf(client)
    const begun = settled(begin())
    const { result, writes } = await work(sql).catch(async (error: unknown) => {
      isBroken = (await settled(client.query('ROLLBACK'))).error !== null
      throw error
    })
    const ended = end()
    const outcomes = await Promise.all([begun, ...writes.map(settled), settled(ended)])
    const failed = outcomes.find((outcome) => outcome.error !== null)
    isBroken = failed !== undefined && (await settled(client.query('ROLLBACK'))).error !== null
    if (failed) throw failed.error
    // A transaction that failed answers a COMMIT with a rollback and without an error.
    if ((await ended).command !== 'COMMIT') throw new Error('The transaction was rolled back.')
    return result
  } finally {
    client.release(isBroken)
  }
}

/** For code that tells several statements at once, over a transaction that does not promise to keep their order. */
export function oneByOne(tx: Transaction): Pipeline {
  let last: Promise<unknown> = Promise.resolve()
  const after = <T>(run: () => Promise<T>): Promise<T> => {
    const running = last.then(run)
    last = running.catch(() => undefined)
    return running
  }
  return {
    $queryRaw: (text, ...values) => after(() => tx.$queryRaw(text, ...values)),
    $executeRaw: (text, ...values) => after(() => tx.$executeRaw(text, ...values)),
    $run: (text, values) => after(() => tx.$queryRawUnsafe(text, ...values)),
  }
}

async function settled(statement: Promise<unknown>): Promise<{ error: unknown }> {
  return statement.then(
    () => ({ error: null }),
    (error: unknown) => ({ error: error ?? new Error('A statement failed.') }),
  )
}

/** Lets what is told in one go leave in one packet: each is a call of the system and wakes the server. */
function gather(client: PoolClient): () => void {
  const { stream } = (client as PoolClient & { connection: { stream: Writable } }).connection
  let isGathering = false
  return () => {
    if (isGathering) return
    isGathering = true
    stream.cork()
    process.nextTick(() => {
      isGathering = false
      stream.uncork()
    })
  }
}

/** A statement told after the commit was sent would be a transaction of its own, so it is refused. */
function sqlOf(client: PoolClient) {
  let isEnded = false
  const gathered = gather(client)
  const run = (statement: QueryConfig, values: unknown[]) => {
    if (isEnded) throw new Error('A statement came after the commit: the writes must be told at once.')
    gathered()
    const running = client.query({ ...statement, values })
    // Whoever awaits it later learns of the failure; until then it must not count as unhandled.
    running.catch(() => undefined)
    return running
  }
  const sql: Pipeline = {
    $queryRaw: async (text, ...values) => (await run(statementOf(text), values)).rows,
    $executeRaw: async (text, ...values) => (await run(statementOf(text), values)).rowCount ?? 0,
    $run: async (text, values) => (await run(statementOfShape(text), values)).rows,
  }
  const end = () => {
    isEnded = true
    gathered()
    return client.query('COMMIT')
  }
  const begin = () => {
    gathered()
    return client.query('BEGIN')
  }
  return { sql, begin, end }
}

const BIGINT = 20
const types: QueryConfig['types'] = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === BIGINT ? BigInt : pg.types.getTypeParser(oid, format ?? 'text'),
}

/** A template is one object for all its calls, so that its statement is named once. By content: bundles share connections. */
const statements = new WeakMap<TemplateStringsArray, QueryConfig>()

function statementOf(template: TemplateStringsArray): QueryConfig {
  const known = statements.get(template)
  if (known) return known
  const text = template.reduce((before, part, index) => `${before}$${index}${part}`)
  const statement = { name: nameOf(text), text, types }
  statements.set(template, statement)
  return statement
}

/** A connection keeps what it has prepared, so that statements of many shapes must not pile up there. */
const SHAPES_MAX = 120
const shapes = new Map<string, QueryConfig>()

function statementOfShape(text: string): QueryConfig {
  const known = shapes.get(text)
  if (known) return known
  if (shapes.size >= SHAPES_MAX) return { text, types }
  const statement = { name: nameOf(text), text, types }
  shapes.set(text, statement)
  return statement
}

function nameOf(text: string): string {
  return `desk_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
}
