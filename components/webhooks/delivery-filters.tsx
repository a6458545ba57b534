import { FilterSelect } from '@/components/shell/filter-select'
import { causeLabel } from '@/lib/domain/conditions'
import { DELIVERY_SOURCES, PROCESSINGS, VERDICTS } from '@/lib/domain/vocabulary'
import { DELIVERY_CAUSES } from './params'

const VERDICT_OPTIONS = [
  { value: 'any', label: 'Any verdict' },
  ...VERDICTS.map((value) => ({ value, label: value.replaceAll('-', ' ') })),
]
const CAUSE_OPTIONS = [
  { value: 'any', label: 'Any cause' },
  ...DELIVERY_CAUSES.map((value) => ({ value, label: causeLabel('webhook-signature-failure', value) })),
]
const SOURCE_LABELS: Record<(typeof DELIVERY_SOURCES)[number], string> = {
  receiver: 'Our receiver',
  reported: 'Partner’s receiver',
  platform: 'Platform’s log',
}
const SOURCE_OPTIONS = [
  { value: 'any', label: 'Any source' },
  ...DELIVERY_SOURCES.map((value) => ({ value, label: SOURCE_LABELS[value] })),
]
const PROCESSING_LABELS: Record<(typeof PROCESSINGS)[number], string> = {
  applied: 'Applied',
  skipped: 'Applied by another copy',
  quarantined: 'Quarantined',
  failed: 'Failed on our side',
  none: 'Not applied',
}
const PROCESSING_OPTIONS = [
  { value: 'any', label: 'Any processing' },
  ...PROCESSINGS.map((value) => ({ value, label: PROCESSING_LABELS[value] })),
]

export function DeliveryFilters() {
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap gap-2">
      <FilterSelect name="verdict" label="Verdict" options={VERDICT_OPTIONS} />
      <FilterSelect name="cause" label="Cause" options={CAUSE_OPTIONS} />
      <FilterSelect name="source" label="Source" options={SOURCE_OPTIONS} />
      <FilterSelect name="processing" label="Processing" options={PROCESSING_OPTIONS} />
    </div>
  )
}
