import { ArrowLeft, ArrowRight } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'

interface PagerProps {
  /** Address of the first page, where this is not it. */
  first: string | null
  next: string | null
}

/** Keyset pages go forward, and back to the start; the browser's own Back goes a page back. */
export function Pager({ first, next }: PagerProps) {
  if (!first && !next) return null
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3">
      {first ? (
        <Button asChild>
          <Link href={first}>
            <ArrowLeft aria-hidden /> First page
          </Link>
        </Button>
      ) : (
        <span />
      )}
      {next && (
        <Button asChild>
          <Link href={next}>
            Next page <ArrowRight aria-hidden />
          </Link>
        </Button>
      )}
    </nav>
  )
}

type Search = Record<string, string | string[] | undefined>

/** The same view at another cursor. */
export function pageHref(path: string, search: Search, cursor: string | null): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search)) {
    if (key !== 'cursor' && typeof value === 'string') params.set(key, value)
  }
  if (cursor) params.set('cursor', cursor)
  const query = params.toString()
  return query ? `${path}?${query}` : path
}
