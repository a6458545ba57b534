/** Where the reader went from the palette, newest first. Of this browser alone, and of each account apart. */
export interface RecentPlace {
  label: string
  href: string
}

const RECENT_MAX = 5

export function readRecent(account: string): RecentPlace[] {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(keyOf(account)) ?? '[]')
    return Array.isArray(held) ? held.filter(isPlace).slice(0, RECENT_MAX) : []
  } catch {
    return []
  }
}

export function remember(account: string, place: RecentPlace): void {
  const others = readRecent(account).filter(({ href }) => href !== place.href)
  try {
    localStorage.setItem(keyOf(account), JSON.stringify([place, ...others].slice(0, RECENT_MAX)))
  } catch {
    // A browser without storage remembers nothing; everything else works.
  }
}

function isPlace(value: unknown): value is RecentPlace {
  if (typeof value !== 'object' || value === null || !('label' in value) || !('href' in value)) return false
  return typeof value.label === 'string' && typeof value.href === 'string' && value.href.startsWith('/')
}

/** Accounts are told apart by a digest: the address itself stays out of the storage. */
function keyOf(account: string): string {
  let digest = 5381
  for (const character of account) digest = (digest * 33 + (character.codePointAt(0) ?? 0)) % 2_147_483_647
  return `desk-recent-${digest.toString(36)}`
}
