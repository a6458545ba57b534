import { FilterSelect } from '@/components/shell/filter-select'
import { causeLabel } from '@/lib/domain/conditions'
import { VERDICTS } from '@/lib/domain/vocabulary'
import { DELIVERY_CAUSES } from './params'

const VERDICT_OPTIONS = [
  { value: 'any', label: 'Any verdict' },
  ...VERDICTS.map((value) => ({ value, label: value.replaceAll('-', ' ') })),
]
const CAUSE_OPTIONS = [
  { value: 'any', label: 'Any cause' },
  ...DELIVERY_CAUSES.map((value) => ({ value, label: causeLabel('webhook-signature-failure', value) })),
]

export function DeliveryFilters() {
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap gap-2">
      <FilterSelect name="verdict" label="Verdict" options={VERDICT_OPTIONS} />
      <FilterSelect name="cause" label="Cause" options={CAUSE_OPTIONS} />
    </div>
  )
}
