/**
 * How well an entry fits what was typed; 0 hides it. Each typed word begins a word of the entry, or stands in it; letters
 * strewn over it do not count. The first word of a value is its kind. What an ID found stands whatever was typed.
 */
export function paletteScore(value: string, search: string): number {
  if (value.startsWith('hit ')) return 2
  const entry = value.toLowerCase()
  const typed = search.toLowerCase().split(/\s+/).filter(Boolean)
  const label = entry.slice(entry.indexOf(' ') + 1)
  if (label.startsWith(typed.join(' '))) return 1
  const words = entry.split(/[\s\-_/]+/)
  if (typed.every((part) => words.some((word) => word.startsWith(part)))) return 0.6
  return typed.every((part) => entry.includes(part)) ? 0.3 : 0
}
