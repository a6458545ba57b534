import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { borrowerSummary } from '@/components/journey/borrower-summary'
import { ChooseApplication } from '@/components/journey/choose-application'
import { JourneyFacts } from '@/components/journey/facts'
import { journeyJSON } from '@/components/journey/journey-json'
import { prepareTimeline } from '@/components/journey/prepare-timeline'
import { prepareVerdict } from '@/components/journey/prepare-verdict'
import { RawJSON } from '@/components/journey/raw-json'
import { JourneyTimeline } from '@/components/journey/timeline'
import { JourneyVerdict } from '@/components/journey/verdict'
import { JourneyWork } from '@/components/journey/work'
import { Page } from '@/components/shell/page'
import { withFrameParams } from '@/components/shell/scope'
import { requireUser } from '@/lib/auth'
import { may } from '@/lib/auth/authorise'
import { shortenID } from '@/lib/format/id'
import { findJourneyScreen, type JourneyScreen } from '@/lib/query/journey'

interface JourneyPageProps {
  params: Promise<{ journeyID: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: JourneyPageProps): Promise<Metadata> {
  return { title: `Journey ${shortenID(decodeURIComponent((await params).journeyID))}` }
}

export default async function JourneyPage({ params, searchParams }: JourneyPageProps) {
  const user = await requireUser()
  const journeyID = decodeURIComponent((await params).journeyID)
  const search = await searchParams
  const found = await findJourneyScreen(user, journeyID, [search.applicationID, search.app])
  if (found.kind === 'none') notFound()
  if (found.kind === 'several') return <ChooseApplication journeyID={journeyID} applications={found.applications} />
  const refused = refusal(may(user, 'sync'))
  const link = (path: string) => withFrameParams(path, search)
  return <JourneyBody journey={found.journey} refreshRefused={refused} link={link} now={new Date()} />
}

function refusal(allowed: boolean): string | null {
  return allowed ? null : 'Refreshing is for engineers: it reads from the platform in the borrower’s name.'
}

interface BodyProps {
  journey: JourneyScreen
  refreshRefused: string | null
  link: (path: string) => string
  now: Date
}

function JourneyBody({ journey, refreshRefused, link, now }: BodyProps) {
  return (
    <Page>
      <JourneyVerdict
        verdict={prepareVerdict(journey)}
        journey={journey}
        summary={borrowerSummary(journey, now)}
        refreshRefused={refreshRefused}
        link={link}
      />
      <JourneyFacts journey={journey} />
      <JourneyWork journey={journey} now={now} />
      <JourneyTimeline timeline={prepareTimeline(journey, now)} entries={journey.timeline} />
      <RawJSON json={journeyJSON(journey)} />
    </Page>
  )
}
