import { Panel, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import type { Check } from '@/lib/query/health-checks'
import { CHECK_TONES, CHECK_WORDS } from './check-words'

export function StatusChecks({ checks }: { checks: Check[] }) {
  return (
    <Panel aria-labelledby="checks-title">
      <PanelHeader id="checks-title" title="Checks" />
      <ul className="divide-y divide-line">
        {checks.map((check) => (
          <li
            key={check.name}
            className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-0.5 px-4 py-2.5 md:grid-cols-[160px_110px_1fr]"
          >
            <span className="font-medium">{check.name}</span>
            <StatusPill tone={CHECK_TONES[check.state]} className="justify-self-start">
              {CHECK_WORDS[check.state]}
            </StatusPill>
            <span className="col-span-2 min-w-0 md:col-span-1">
              {check.says}
              {check.remedy && <span className="block text-ink-2">{check.remedy}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
