import { browserName } from '@/lib/domain/browser-name'

/** From where somebody signs in or out. */
export interface Visitor {
  address: string
  browser: string
}

/** The nearest proxy's word for the peer; Next puts the socket's address there when no proxy stands in front. */
export function visitorOf(headers: Headers): Visitor {
  const address = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return { address: address.slice(0, 64) || 'unknown', browser: browserName(headers.get('user-agent')) }
}
