import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AaPanel } from '@/components/journey/aa-panel'
import { borrowerSummary } from '@/components/journey/borrower-summary'
import { ChooseApplication } from '@/components/journey/choose-application'
import { JourneyFacts } from '@/components/journey/facts'
import { journeyJSON } from '@/components/journey/journey-json'
import { OfferLanes } from '@/components/journey/offer-lanes'
import { PendingWork } from '@/components/journey/pending-work'
import { prepareOffers } from '@/components/journey/prepare-offers'
import { prepareTimeline } from '@/components/journey/prepare-timeline'
import { prepareVerdict } from '@/components/journey/prepare-verdict'
import { RawJSON } from '@/components/journey/raw-json'
import { JourneyTimeline } from '@/components/journey/timeline'
import { JourneyVerdict } from '@/components/journey/verdict'
import { Page } from '@/components/shell/page'
import { may } from '@/lib/auth/authorise'
import { requireUser } from '@/lib/auth/require-user'
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
  const { applicationID, app } = await searchParams
  const found = await findJourneyScreen(user, journeyID, [applicationID, app])
  if (found.kind === 'none') notFound()
  if (found.kind === 'several') return <ChooseApplication journeyID={journeyID} applications={found.applications} />
  return <JourneyBody journey={found.journey} refreshRefused={refusal(may(user, 'sync'))} now={new Date()} />
}

function refusal(allowed: boolean): string | null {
  return allowed ? null : 'Refreshing is for engineers: it reads from the platform in the borrower’s name.'
}

interface BodyProps {
  journey: JourneyScreen
  refreshRefused: string | null
  now: Date
}

function JourneyBody({ journey, refreshRefused, now }: BodyProps) {
  const unlisted = journey.unlistedOffers.map((offer) => offer.lender ?? offer.offerID)
  return (
    <Page>
      <JourneyVerdict
        verdict={prepareVerdict(journey)}
        journey={journey}
        summary={borrowerSummary(journey, now)}
        refreshRefused={refreshRefused}
      />
      <JourneyFacts journey={journey} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <PendingWork operations={journey.pendingOperations} known={journey.operationsKnown} />
        <AaPanel journey={journey} now={now} />
      </div>
      <OfferLanes lanes={prepareOffers(journey, now)} unlisted={unlisted} />
      <JourneyTimeline timeline={prepareTimeline(journey, now)} entries={journey.timeline} />
      <RawJSON json={journeyJSON(journey)} />
    </Page>
  )
}
