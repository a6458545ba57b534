export type SearchParams = Promise<Record<string, string | string[] | undefined>>

/** What Next hands to a page: both arrive as promises. */
export interface ScreenProps<Params = object> {
  params: Promise<Params>
  searchParams: SearchParams
}
