import { VerdictBanner } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import type { Check, CheckState } from '@/lib/query/health-checks'
import { CHECK_TONES, CHECK_WORDS } from './check-words'

/** The answer first: whether anything is wrong, and what most of all. */
export function StatusBanner({ worst, checks }: { worst: CheckState; checks: Check[] }) {
  const [first] = checks
  return (
    <VerdictBanner tone={CHECK_TONES[worst]} aria-label="Overall">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusPill tone={CHECK_TONES[worst]}>{CHECK_WORDS[worst]}</StatusPill>
        <p className="text-base font-semibold">
          {worst === 'good' || !first ? 'Everything runs, and nothing waits longer than it should.' : sentence(first)}
        </p>
      </div>
      {worst !== 'good' && first?.remedy && <p className="mt-1 text-ink-2">{first.remedy}</p>}
    </VerdictBanner>
  )
}

function sentence({ name, says }: Check): string {
  return `${name}: ${says.charAt(0).toLowerCase()}${says.slice(1)}.`
}
