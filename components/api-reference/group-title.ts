const TITLES: Record<string, string> = { live: 'Live updates', 'openapi.json': 'This document' }

/** The first part of its paths, as a heading. */
export function groupTitle(name: string): string {
  return TITLES[name] ?? name.charAt(0).toUpperCase() + name.slice(1)
}
