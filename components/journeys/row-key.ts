import type { JourneySummary } from '@/lib/query/schemas'

export const keyOf = (row: JourneySummary): string => `${row.applicationID}|${row.journeyID}`

/** What a row asks of its list. */
export interface RowParts {
  href: (row: JourneySummary) => string
  /** It is not in this list any more, and stays until the reader asks for the news. */
  left: (row: JourneySummary) => boolean
}
