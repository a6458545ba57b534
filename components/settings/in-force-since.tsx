'use client'

import { useNow } from '@/components/ui/clock'
import { ClockTime, RelativeTime } from '@/components/ui/time'

/** Since when a learned value holds; just after it was learned that is still to come. */
export function InForceSince({ since }: { since: Date | null }) {
  const now = useNow()
  if (!since) return null
  if (since <= now) return <RelativeTime at={since} />
  return (
    <>
      from <ClockTime at={since} /> on
    </>
  )
}
