import { describe, expect, it } from 'vitest'
import { AA_REDIRECT, PROCEED, PROCEEDED_STEPS, PROFILE } from './journey'
import { loadSample } from './load-sample'

interface Offer {
  offerID: string
  proceededAt: string | null
}
const offers: Offer[] = [
  { offerID: 'off_a', proceededAt: '2026-03-05T16:48:20.000Z' },
  { offerID: 'off_b', proceededAt: null },
]

describe('the proceed sample', () => {
  const { proceed } = loadSample<{
    proceed: (
      platform: {
        post: (path: string, idempotencyKey: string) => Promise<Response>
        offers: (journeyID: string) => Promise<Offer[]>
      },
      choice: { journeyID: string; offerID: string; idempotencyKey: string },
    ) => Promise<{ proceededOfferID: string | null; isRequested: boolean }>
  }>(PROCEED)

  async function outcome(status: number, offerID: string, known: Offer[]) {
    const posts: string[] = []
    const post = async (path: string, key: string) => {
      posts.push(`${path} ${key}`)
      return new Response(null, { status })
    }
    const choice = { journeyID: 'jny_1', offerID, idempotencyKey: 'tap-1' }
    return { ...(await proceed({ post, offers: async () => known }, choice)), posts }
  }

  it('takes a success as final', async () => {
    expect(await outcome(200, 'off_a', [])).toMatchObject({ proceededOfferID: 'off_a', isRequested: true })
  })

  it('answers the winner after a conflict, and sends nothing more', async () => {
    expect(await outcome(409, 'off_b', offers)).toEqual({
      proceededOfferID: 'off_a',
      isRequested: false,
      posts: ['/offers/off_b/proceed tap-1'],
    })
  })

  it('counts a conflict with the same offer as done', async () => {
    expect(await outcome(409, 'off_a', offers)).toMatchObject({ proceededOfferID: 'off_a', isRequested: true })
  })

  it('says that it does not know when no winner is told', async () => {
    expect(await outcome(409, 'off_b', [])).toMatchObject({ proceededOfferID: null, isRequested: false })
  })

  it('throws on any other failure', async () => {
    await expect(outcome(500, 'off_a', offers)).rejects.toThrow('HTTP 500')
  })
})

describe('the steps sample', () => {
  const { readProceededSteps } = loadSample<{
    readProceededSteps: (
      read: (path: string) => Promise<string>,
      offersOf: (journeyID: string) => Promise<Offer[]>,
      journeyID: string,
    ) => Promise<string | null>
  }>(PROCEEDED_STEPS)
  const read = async (path: string) => path

  it('reads the steps of the proceeded offer', async () => {
    expect(await readProceededSteps(read, async () => offers, 'jny_1')).toBe('/offers/off_a/steps')
  })

  it('reads none before an offer was proceeded', async () => {
    expect(await readProceededSteps(read, async () => offers.slice(1), 'jny_1')).toBeNull()
  })
})

describe('the consent link sample', () => {
  interface AaSession {
    aaSessionID: string
    offerID: string
    state: string
    redirectURL?: string
    redirectExpiresAt?: string
  }
  const { consentLink } = loadSample<{
    consentLink: (
      post: (path: string, body: Record<string, unknown>) => Promise<Record<string, string>>,
      session: AaSession,
      nowMs: number,
    ) => Promise<string>
  }>(AA_REDIRECT)
  const now = Date.parse('2026-03-05T16:48:20.000Z')
  const session = (livesMs: number, state = 'REDIRECT_READY'): AaSession => ({
    aaSessionID: 'aa_1',
    offerID: 'off_a',
    state,
    redirectURL: 'https://aa.example/old',
    redirectExpiresAt: new Date(now + livesMs).toISOString(),
  })

  async function linkOf(given: AaSession) {
    const posts: string[] = []
    const post = async (path: string): Promise<Record<string, string>> => {
      posts.push(path)
      return path === '/aa/sessions' ? { aaSessionID: 'aa_2' } : { redirectURL: 'https://aa.example/new' }
    }
    return { link: await consentLink(post, given, now), posts }
  }

  it('hands out a link that still lives', async () => {
    expect(await linkOf(session(120_000))).toEqual({ link: 'https://aa.example/old', posts: [] })
  })

  it.each([session(-1), session(20_000), session(120_000, 'EXPIRED')])(
    'reconciles the session and renews the link otherwise',
    async (given) => {
      const posts = ['/aa/sessions', '/aa/sessions/aa_2/redirect']
      expect(await linkOf(given)).toEqual({ link: 'https://aa.example/new', posts })
    },
  )
})

describe('the profile sample', () => {
  const { normaliseProfile } = loadSample<{
    normaliseProfile: (input: Record<string, string>) => { profile: Record<string, string>; wrongFields: string[] }
  }>(PROFILE)
  const contactNumber = '9876543210'
  const valueOf = (field: string, text: string) => {
    const { profile, wrongFields } = normaliseProfile({ contactNumber, [field]: text })
    return wrongFields.includes(field) ? null : profile[field]
  }

  it.each([
    ['gender', ' Female ', 'female'],
    ['gender', 'M', 'male'],
    ['gender', 'constructor', null],
    ['employmentType', 'Self-Employed', 'selfEmployed'],
    ['employmentType', 'SELF_EMPLOYED', 'selfEmployed'],
    ['employmentType', 'freelance', null],
    ['contactNumber', '+91 98765 43210', '9876543210'],
    ['contactNumber', '09876543210', '9876543210'],
    ['contactNumber', '9198765432', '9198765432'],
    ['contactNumber', '12345', null],
    ['pan', ' abcde1234f ', 'ABCDE1234F'],
    ['pan', 'ABCD12345F', null],
    ['dob', '1990-02-28', '1990-02-28'],
    ['dob', '1990-02-30', null],
    ['dob', '28-02-1990', null],
    ['personalemail', 'a@b.example', 'a@b.example'],
    ['officialemail', 'a at b', null],
  ])('turns %s %j into %j', (field, text, expected) => {
    expect(valueOf(field, text)).toBe(expected)
  })

  it('asks for a contact number that is missing or blank, once', () => {
    expect(normaliseProfile({}).wrongFields).toEqual(['contactNumber'])
    expect(normaliseProfile({ contactNumber: ' ' })).toEqual({ profile: {}, wrongFields: ['contactNumber'] })
  })

  it('leaves out an empty field and passes on one that it does not know', () => {
    const { profile } = normaliseProfile({ contactNumber, officialemail: '', pincode: '560001' })
    expect(profile).toEqual({ contactNumber, pincode: '560001' })
  })
})
