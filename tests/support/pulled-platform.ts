import type { ServerResponse } from 'node:http'
import { refuse, sessionData, startPeer, succeed, type HttpPeer, type PeerRequest } from './http-peer'

/** A small platform whose journeys a test moves by hand. */

export interface FakeJourney {
  journeyID: string
  borrower: string
  status: string
  version: number
  offers: Record<string, unknown>[]
  steps: Record<string, Record<string, unknown>[]>
  pendingOperations?: Record<string, unknown>[]
}

export interface FakePlatform extends HttpPeer {
  journeys: Map<string, FakeJourney>
  deliveries: Record<string, unknown>[]
  /** Called before each answer; may move a journey, or answer itself and return true. */
  before: ((request: PeerRequest, response: ServerResponse) => boolean | void) | null
  mints: () => number
  reads: (part: string) => number
}

export async function startFakePlatform(): Promise<FakePlatform> {
  const journeys = new Map<string, FakeJourney>()
  const deliveries: Record<string, unknown>[] = []
  const peer = await startPeer((request, response) => {
    if (platform.before?.(request, response)) return
    const path = request.path.replace('/api/v1/headless', '')
    if (path === '/sessions') return answerSession(request, response)
    if (path === '/webhooks/deliveries') return answerLog(platform, request, response)
    if (path === '/profile') return succeed(response, { pan: 'ABCDE1234F', panName: 'Asha Rao', monthlyIncome: 50_000 })
    const [, kind, id, what] = path.split('/')
    if (kind === 'journeys' && id && what) return answerJourney(journeys.get(id), what, response)
    const owner = [...journeys.values()].find(({ steps }) => id && steps[id])
    if (!owner || !id) return refuse(response, 404, { code: 'NOT_FOUND' })
    succeed(response, { offerID: id, journeyID: owner.journeyID, steps: owner.steps[id] })
  })
  const platform: FakePlatform = Object.assign(peer, {
    journeys,
    deliveries,
    before: null,
    mints: () => peer.requests.filter(({ path }) => path.endsWith('/sessions')).length,
    reads: (part: string) => peer.requests.filter(({ path }) => path.includes(part)).length,
  })
  return platform
}

function answerSession(request: PeerRequest, response: ServerResponse): void {
  const { borrowerExternalID } = JSON.parse(request.body) as { borrowerExternalID: string }
  succeed(response, sessionData(borrowerExternalID, `st_test_${borrowerExternalID}`))
}

function answerJourney(journey: FakeJourney | undefined, what: string, response: ServerResponse): void {
  if (!journey) return refuse(response, 404, { code: 'NOT_FOUND' })
  const { journeyID, borrower, status, version, offers, pendingOperations = [] } = journey
  if (what === 'offers') return succeed(response, { offers })
  succeed(response, {
    journeyID,
    borrowerExternalID: borrower,
    type: 'PERSONAL_LOAN',
    status,
    nextAction: 'WAIT',
    pendingOperations,
    offers,
    updatedAt: new Date(version).toISOString(),
    version,
  })
}

/** Two a page, so that paging is always at work. */
function answerLog(platform: FakePlatform, request: PeerRequest, response: ServerResponse): void {
  const from = Number(request.query.get('cursor') ?? 0)
  const next = from + 2 < platform.deliveries.length ? String(from + 2) : null
  succeed(response, { deliveries: platform.deliveries.slice(from, from + 2), nextCursor: next })
}
