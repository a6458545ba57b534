import { Building2, CircleCheck, Landmark, Server, ShieldCheck, User, Wrench, type LucideIcon } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import type { Owner } from '@/lib/domain/vocabulary'
import { ownerLabel } from '@/lib/format/words'

const ICONS: Record<Owner, LucideIcon> = {
  borrower: User,
  lender: Landmark,
  account_aggregator: ShieldCheck,
  platform: Server,
  us: Wrench,
  none: CircleCheck,
}
const COLOURS: Record<Owner, string> = {
  borrower: 'text-ink-3',
  lender: 'text-wait',
  account_aggregator: 'text-wait',
  platform: 'text-accent',
  us: 'text-sign',
  none: 'text-ink-3',
}

/** Whose move it is: icon and word together. */
export function OwnerMark({ owner, className }: { owner: Owner; className?: string }) {
  const Icon = ICONS[owner] ?? Building2
  return (
    <span className={cn('flex items-center gap-1.5 whitespace-nowrap', className)}>
      <Icon className={cn('size-3.5 shrink-0', COLOURS[owner])} aria-hidden />
      {ownerLabel(owner)}
    </span>
  )
}
