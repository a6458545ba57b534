const HERE = 'http://desk.invalid'

/** The path to go to after signing in: `wanted` where it leads to ourselves and not back to /login, else `/`. */
export function safeCallbackPath(wanted: string | null | undefined): string {
  if (!wanted || !wanted.startsWith('/') || !URL.canParse(wanted, HERE)) return '/'
  const url = new URL(wanted, HERE)
  if (url.origin !== HERE || url.pathname === '/login' || url.pathname.startsWith('//')) return '/'
  return url.pathname + url.search + url.hash
}
