import type { CauseGuide } from '@/lib/query/guidance'

type SampleOwner = Pick<CauseGuide, 'title'> & { cause: string; code?: { source: string }[] }

export interface SamplePlace {
  /** The anchor of the sample on its page. */
  id: string
  cause: string
  /** Of the cause that shows it. */
  causeTitle: string
}

/** Where each code sample of a page stands, by its source: under the first cause that has it. */
export function placeSamples(guides: readonly SampleOwner[]): Map<string, SamplePlace> {
  const places = new Map<string, SamplePlace>()
  for (const { cause, title, code = [] } of guides) {
    for (const [index, { source }] of code.entries()) {
      if (!places.has(source)) places.set(source, { id: `${cause}-code-${index + 1}`, cause, causeTitle: title })
    }
  }
  return places
}
