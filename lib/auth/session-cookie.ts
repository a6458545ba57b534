import { env } from '@/lib/env'

/** Whether people reach us by https, and cookies go nowhere else. */
export function isSecure(): boolean {
  return env().NEXTAUTH_URL?.startsWith('https://') ?? false
}
