const MENTION = /(?<![\w.@+-])@([\w.+-]+(?:@[\w-]+(?:\.[\w-]+)+)?)/g

/**
 * E-mail addresses of the people that a note names: `@priya@desk.example`, or `@priya` where only one has that name
 * before the @. Names that nobody has stay plain text.
 */
export function mentionsOf(note: string | null, emails: readonly string[]): string[] {
  if (!note) return []
  const named = [...note.matchAll(MENTION)].flatMap(([, name = '']) => personOf(name.replace(/[.-]+$/, ''), emails))
  return [...new Set(named)]
}

function personOf(name: string, emails: readonly string[]): string[] {
  const wanted = name.toLowerCase()
  const known = emails.map((email) => email.toLowerCase())
  if (wanted.includes('@')) return known.filter((email) => email === wanted)
  const found = known.filter((email) => email.split('@')[0] === wanted)
  return found.length === 1 ? found : []
}
