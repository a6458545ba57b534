/** Shortened in the middle: `8f3c21d0…4e91`. What is short stays whole. */
export function shortenID(id: string, head = 8, tail = 4): string {
  return id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`
}
