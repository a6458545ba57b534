import { HeatMapTable } from '@/components/charts/heat-map'
import { prepareHeatMap } from '@/components/charts/prepare-heat-map'
import { KeyLink } from '@/components/shell/key-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { causeLabel, guidanceHref } from '@/lib/domain/conditions'
import { formatCount } from '@/lib/format/number'
import { plural } from '@/lib/format/words'
import type { OverviewModel } from '@/lib/query/overview'

const MOST = { callers: 5, routes: 5 }
/** Early repeats up to this share are noise. */
const TOLERATED = 0.05

interface HotspotsPanelProps {
  calls: OverviewModel['calls']
  link: (path: string) => string
}

/** Where callers run into 429s, and what the worst of them should do. */
export function HotspotsPanel({ calls, link }: HotspotsPanelProps) {
  const anyCall = calls.series.some((point) => point.calls > 0)
  const map = prepareHeatMap(calls.cells, MOST)
  return (
    <Panel aria-labelledby="hotspots-title">
      <PanelHeader
        id="hotspots-title"
        title="429 hotspots, caller × route"
        href={link('/rate-limits')}
        count={formatCount(calls.cells.length)}
        linkLabel={`${calls.cells.length} ${plural(calls.cells.length, 'hotspot')}`}
      />
      <PanelBody>
        {calls.cells.length > 0 ? (
          <>
            <HeatMapTable map={map} label="429s by caller and route" href={() => link('/rate-limits')} />
            <Worst calls={calls} link={link} />
          </>
        ) : (
          <EmptyState
            title={anyCall ? 'No call was limited in this time range' : 'No call received in this time range'}
            className="py-8"
          >
            {anyCall
              ? 'Calls were received, and none of them was answered 429.'
              : 'That is silence, not health: without calls nothing can be limited.'}
          </EmptyState>
        )}
      </PanelBody>
    </Panel>
  )
}

function Worst({ calls: { worst }, link }: HotspotsPanelProps) {
  if (!worst) return null
  const { caller, early, repeated, cause, spared, limited } = worst
  const tooSoon = repeated > 0 && early / repeated > TOLERATED
  if (!tooSoon && !cause)
    return <p className="mt-2 text-xs text-ink-3">{caller} waits as told: 429s alone are no fault.</p>
  return (
    <p className="mt-2 text-xs text-ink-2">
      {caller} {tooSoon ? 'retries before Retry-After ends' : 'runs into limits'}
      {cause && (
        <>
          :{' '}
          <KeyLink letter="c" href={link(guidanceHref('rate-limited', cause))}>
            {causeLabel('rate-limited', cause)}
          </KeyLink>
        </>
      )}
      .{spared > 0 && ` The fix would have saved about ${formatCount(spared)} of ${formatCount(limited)}.`}
    </p>
  )
}
