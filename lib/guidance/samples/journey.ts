import type { CodeSample } from '../types'

export const PROCEED: CodeSample = {
  title: 'proceed.ts: the first proceed is the one that counts',
  language: 'ts',
  source: String.raw`interface Offer {
  offerID: string
  proceededAt: string | null
}

/** What the platform client must offer: one write and one read, each with the session token of the borrower. */
export interface Platform {
  post: (path: string, idempotencyKey: string) => Promise<Response>
  offers: (journeyID: string) => Promise<Offer[]>
}

export interface ProceedOutcome {
  /** The offer that the journey is locked to; null when the platform does not say yet. */
  proceededOfferID: string | null
  isRequested: boolean
}

/** idempotencyKey belongs to this tap of this borrower: the same on every retry, a new one for the next decision. */
export async function proceed(
  platform: Platform,
  choice: { journeyID: string; offerID: string; idempotencyKey: string },
): Promise<ProceedOutcome> {
  const answer = await platform.post('/offers/' + choice.offerID + '/proceed', choice.idempotencyKey)
  if (answer.ok) return { proceededOfferID: choice.offerID, isRequested: true }
  if (answer.status !== 409) throw new Error('Proceed failed with HTTP ' + answer.status)
  // Locked already. Never retry and never try the next offer: read who won and show that.
  const offers = await platform.offers(choice.journeyID)
  const winner = offers.find((offer) => offer.proceededAt !== null)
  return { proceededOfferID: winner?.offerID ?? null, isRequested: winner?.offerID === choice.offerID }
}
`,
}

export const PROCEEDED_STEPS: CodeSample = {
  title: 'steps.ts: always ask for the steps of the proceeded offer',
  language: 'ts',
  source: String.raw`interface Offer {
  offerID: string
  proceededAt: string | null
}

/** read: GET below {base}/api/v1/headless with the session token; answers the envelope's data. */
export async function readProceededSteps<T>(
  read: (path: string) => Promise<T>,
  offersOf: (journeyID: string) => Promise<Offer[]>,
  journeyID: string,
): Promise<T | null> {
  const offers = await offersOf(journeyID) // asked each time: a remembered offerID is how selections go stale
  const proceeded = offers.find((offer) => offer.proceededAt !== null)
  return proceeded ? read('/offers/' + proceeded.offerID + '/steps') : null
}
`,
}

export const AA_REDIRECT: CodeSample = {
  title: 'aa-redirect.ts: hand out a consent link only while it lives',
  language: 'ts',
  source: String.raw`export interface AaSession {
  aaSessionID: string
  offerID: string
  state: string
  redirectURL?: string
  redirectExpiresAt?: string
}

/** post: a write below {base}/api/v1/headless with its own Idempotency-Key; answers the envelope's data. */
export type Post = (path: string, body: Record<string, unknown>) => Promise<Record<string, string>>

const MARGIN_MS = 30_000

/** The link to open now. Call it when the borrower taps, not when the page or the message is made. */
export async function consentLink(post: Post, session: AaSession, nowMs: number = Date.now()): Promise<string> {
  const expiresAt = session.redirectExpiresAt ? Date.parse(session.redirectExpiresAt) : 0
  const isLive = session.state !== 'EXPIRED' && expiresAt - nowMs > MARGIN_MS
  if (session.redirectURL && isLive) return session.redirectURL
  // Create or reconcile: the platform answers the session that counts, which may be a new one.
  const reconciled = await post('/aa/sessions', { offerID: session.offerID })
  const renewed = await post('/aa/sessions/' + reconciled.aaSessionID + '/redirect', {})
  if (!renewed.redirectURL) throw new Error('The platform answered no redirectURL.')
  return renewed.redirectURL
}
`,
}

export const PROFILE: CodeSample = {
  title: 'profile.ts: normalise and check before PUT /profile',
  language: 'ts',
  source: String.raw`const GENDERS: Record<string, string> = {
  male: 'male',
  m: 'male',
  female: 'female',
  f: 'female',
  transgender: 'transgender',
}
const EMPLOYMENT_TYPES: Record<string, string> = {
  salaried: 'salaried',
  selfemployed: 'selfEmployed',
}

/** Case, spaces, dashes and underscores do not matter; a value that we cannot map is refused, never guessed. */
function canonical(values: Record<string, string>, input: string): string | null {
  const key = input.toLowerCase().replace(/[\s_-]/g, '')
  return Object.hasOwn(values, key) ? (values[key] ?? null) : null
}

function mobile(input: string): string | null {
  const digits = input.replace(/[\s()-]/g, '').replace(/^(\+91|91(?=\d{10}$)|0)/, '')
  return /^[6-9]\d{9}$/.test(digits) ? digits : null
}

function pan(input: string): string | null {
  const text = input.trim().toUpperCase()
  return /^[A-Z]{5}\d{4}[A-Z]$/.test(text) ? text : null
}

/** YYYY-MM-DD, a day that exists. */
function dob(input: string): string | null {
  const text = input.trim()
  const at = new Date(text + 'T00:00:00Z')
  const exists = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime())
  return exists && at.toISOString().startsWith(text) ? text : null
}

function email(input: string): string | null {
  const text = input.trim()
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? text : null
}

const RULES: Record<string, (input: string) => string | null> = {
  contactNumber: mobile,
  pan,
  dob,
  personalemail: email,
  officialemail: email,
  gender: (input) => canonical(GENDERS, input),
  employmentType: (input) => canonical(EMPLOYMENT_TYPES, input),
}

/** The profile to send, and the names of the fields to ask the borrower for again. Values stay out of the errors. */
export function normaliseProfile(input: Record<string, string>): {
  profile: Record<string, string>
  wrongFields: string[]
} {
  const profile: Record<string, string> = { ...input }
  const wrongFields = input.contactNumber?.trim() ? [] : ['contactNumber']
  for (const [field, rule] of Object.entries(RULES)) {
    const text = input[field]?.trim()
    if (!text) {
      delete profile[field]
      continue
    }
    const value = rule(text)
    if (value === null) wrongFields.push(field)
    else profile[field] = value
  }
  return { profile, wrongFields }
}
`,
}
