import { FilterSelect } from '@/components/shell/filter-select'
import { CONDITIONS, isCondition, UNDETERMINED } from '@/lib/domain/conditions'
import { STATUS_FILTERS } from './params'

const STATUS_LABELS: Record<(typeof STATUS_FILTERS)[number], string> = {
  unresolved: 'Not resolved',
  open: 'Open',
  acknowledged: 'Acknowledged',
  snoozed: 'Snoozed',
  resolved: 'Resolved',
  all: 'Any status',
}
const STATUSES = STATUS_FILTERS.map((value) => ({ value, label: STATUS_LABELS[value] }))
const ANY_CONDITION = { value: 'any', label: 'Any condition' }
const CONDITION_OPTIONS = [
  ANY_CONDITION,
  ...Object.entries(CONDITIONS).map(([value, { title }]) => ({ value, label: title })),
]

export function FindingFilters({ condition }: { condition: string | null }) {
  const causes = condition && isCondition(condition) ? Object.entries(CONDITIONS[condition].causes) : []
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap gap-2">
      <FilterSelect name="status" label="Status" options={STATUSES} />
      <FilterSelect name="condition" label="Condition" options={CONDITION_OPTIONS} clears={['cause']} />
      {causes.length > 0 && (
        <FilterSelect
          name="cause"
          label="Cause"
          options={[
            { value: 'any', label: 'Any cause' },
            ...causes.map(([value, label]) => ({ value, label })),
            { value: UNDETERMINED, label: UNDETERMINED },
          ]}
        />
      )}
    </div>
  )
}
