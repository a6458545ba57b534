import { RelativeTime } from '@/components/ui/time'

/** When a call was last told of: a rate of what stopped coming is no rate of now. */
export function CallsFreshness({ lastCallAt }: { lastCallAt: Date }) {
  return (
    <p className="text-xs text-ink-3">
      Last call{' '}
      <span className="font-medium text-ink-2">
        <RelativeTime at={lastCallAt} />
      </span>
    </p>
  )
}
