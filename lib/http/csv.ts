import { stringify } from 'csv-stringify/sync'
import { NO_STORE } from '@/lib/http/errors'
import { log } from '@/lib/telemetry/log'

export type CSVCell = string | number | boolean | null

/** A table that is read page by page. Leaving it early tells the generator, which then can say how far it came. */
export interface CSVTable {
  /** Without `.csv`; letters, digits and hyphens. */
  fileName: string
  columns: readonly string[]
  pages: AsyncGenerator<CSVCell[][], void>
}

/**
 * RFC 4180 in UTF-8 with its mark, so that spreadsheets read it as such. What a spreadsheet would take for a formula
 * has an apostrophe before it. One page is in memory at a time; reading stops when the client goes.
 */
export function csvResponse({ fileName, columns, pages }: CSVTable): Response {
  const encoder = new TextEncoder()
  let isBegun = false
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const head = isBegun ? '' : `\uFEFF${csvText([[...columns]])}`
          isBegun = true
          const { done, value } = await pages.next()
          const text = head + (done ? '' : csvText(value))
          if (text) controller.enqueue(encoder.encode(text))
          if (done) controller.close()
        } catch (error) {
          log().error({ name: error instanceof Error ? error.name : typeof error }, 'an export broke off')
          controller.error(error)
        }
      },
      cancel: async () => {
        await pages.return()
      },
    },
    { highWaterMark: 1 },
  )
  return new Response(body, {
    headers: {
      ...NO_STORE,
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${fileName}.csv"`,
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

/** Null is an empty cell. */
export function csvText(rows: CSVCell[][]): string {
  return stringify(rows, {
    escape_formulas: true,
    record_delimiter: 'windows',
    cast: { boolean: String },
  })
}
