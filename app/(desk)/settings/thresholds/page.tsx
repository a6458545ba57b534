import type { Metadata } from 'next'
import { LearnedCurve } from '@/components/settings/learned-curve'
import { OverrideThreshold } from '@/components/settings/override-threshold'
import { nameOf, ThresholdsTable } from '@/components/settings/thresholds-table'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope } from '@/components/shell/scope'
import { viewHref } from '@/components/shell/view-href'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/time'
import { requireUser } from '@/lib/auth'
import { readFrame } from '@/lib/query/frame'
import { readSession } from '@/lib/query/session'
import { readThresholds, type ThresholdsModel } from '@/lib/query/thresholds'

export const metadata: Metadata = { title: 'Thresholds' }

const PATH = '/settings/thresholds'

export default async function ThresholdsPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const { applications } = await readFrame(user)
  const { applicationID, environment } = resolveScope(applications, loadDeskParams(search))
  const application =
    applications.find((one) => one.applicationID === applicationID) ??
    applications.find((one) => one.environment === environment)
  if (!application) return <NoApplication />
  const model = await readThresholds(user, application)
  const { may } = readSession(user)
  const shown = shownCurve(model, search.curve)
  return (
    <Page title={`How long is too long, for ${application.name}`} lead={<Lead model={model} />}>
      {shown && <LearnedCurve status={shown.status} defaultMinutes={shown.defaultMinutes} learned={shown.learned} />}
      <Panel aria-labelledby="thresholds-title">
        <PanelHeader id="thresholds-title" title="Thresholds by status and lender" />
        <ThresholdsTable
          thresholds={model.data}
          isLearning={model.isLearning}
          shown={shown && nameOf(shown.status, shown.learned.lender)}
          hrefOf={(name) => viewHref(PATH, search, { curve: name })}
          actionsOf={(threshold) =>
            may.thresholds && (
              <OverrideThreshold
                threshold={threshold}
                applicationID={application.applicationID}
                application={application.name}
              />
            )
          }
        />
      </Panel>
    </Page>
  )
}

/** The one that the URL names, else the one with the most waits. */
function shownCurve({ data }: ThresholdsModel, wanted: string | string[] | undefined) {
  const all = data.flatMap(({ status, defaultMinutes, learned }) =>
    learned.filter(({ curve }) => curve.length > 0).map((one) => ({ status, defaultMinutes, learned: one })),
  )
  const named = all.find(({ status, learned }) => nameOf(status, learned.lender) === wanted)
  return named ?? all.toSorted((a, b) => b.learned.completed - a.learned.completed)[0] ?? null
}

function Lead({ model: { isLearning, learnedAt } }: { model: ThresholdsModel }) {
  if (!isLearning) return <>Learning is switched off (thresholds.learned): the defaults hold, and what somebody set.</>
  return (
    <>
      Once a status has 200 finished waits in 14 days, and a lender 59 of them, the time within which 95 % of that
      lender’s waits end takes the default’s place. A wait keeps the threshold that it began under.{' '}
      {learnedAt ? (
        <>
          Learned <RelativeTime at={learnedAt} />, daily.
        </>
      ) : (
        <>
          Nothing was learned yet: it happens once a day, or now with{' '}
          <code className="mono">desk thresholds learn</code>.
        </>
      )}
    </>
  )
}

function NoApplication() {
  return (
    <Page title="How long is too long">
      <Panel>
        <EmptyState title="No application yet">
          Add one on the command line: <code className="mono">npm run -s desk -- application add</code>
        </EmptyState>
      </Panel>
    </Page>
  )
}
