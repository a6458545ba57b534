import type { Snapshot } from './contract'

/**
 * Recognises bodies that `snapshotSchema` would take as they are, at a tenth of its cost: nearly all are. Null says
 * nothing of a body but that the schema must be asked. plain-snapshot.test.ts holds that both answer alike.
 */
export function plainSnapshot(body: unknown): Snapshot | null {
  if (!isObject(body)) return null
  const { sequence } = body
  const exact =
    typeof sequence === 'bigint' && sequence >= 0n && sequence <= LARGEST_STORED
      ? sequence
      : typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0
        ? BigInt(sequence)
        : null
  if (exact === null || !isPlainBody(body)) return null
  return asSnapshot({ ...body, sequence: exact })
}

type Json = Record<string, unknown>

const LARGEST_STORED = 2n ** 63n - 1n

/** The one cast: everything that the type tells was looked at. */
function asSnapshot(body: Json): Snapshot {
  return body as Snapshot
}

function isPlainBody(body: Json): boolean {
  const { issuer, borrower } = body
  return (
    body.event_type === 'journey.snapshot' &&
    isID(body.event_id) &&
    isPresentInstant(body.event_at) &&
    typeof body.tenant_id === 'string' &&
    typeof body.application_id === 'string' &&
    isText(body.schema_version) &&
    isInstant(body.snapshot_generated_at) &&
    (isNone(issuer) || (isObject(issuer) && isText(issuer.source) && isText(issuer.trigger))) &&
    isObject(borrower) &&
    isID(borrower.borrowerExternalID) &&
    isListOf(borrower.journeys, isJourney) &&
    isProfile(borrower.profile)
  )
}

function isJourney(journey: unknown): boolean {
  if (!isObject(journey)) return false
  const { status } = journey
  return (
    isID(journey.journeyID) &&
    typeof status === 'string' &&
    status.length >= 1 &&
    status.length <= 100 &&
    isText(journey.nextAction) &&
    isText(journey.type) &&
    (isNone(journey.pendingOperations) || isListOf(journey.pendingOperations, isOperation)) &&
    (isNone(journey.offers) || isListOf(journey.offers, isOffer))
  )
}

function isOperation(operation: unknown): boolean {
  return (
    isObject(operation) &&
    isID(operation.operationID) &&
    typeof operation.type === 'string' &&
    typeof operation.status === 'string' &&
    isText(operation.offerID) &&
    isText(operation.lender) &&
    isInstant(operation.startedAt) &&
    isInstant(operation.updatedAt) &&
    (isNone(operation.attempts) || Number.isFinite(operation.attempts))
  )
}

function isOffer(offer: unknown): boolean {
  return (
    isObject(offer) &&
    isID(offer.offerID) &&
    isText(offer.journeyID) &&
    isText(offer.lender) &&
    isText(offer.status) &&
    (isNone(offer.aa) || isAa(offer.aa)) &&
    isInstant(offer.proceededAt) &&
    isFlag(offer.locked) &&
    isInstant(offer.updatedAt) &&
    (isNone(offer.steps) || isListOf(offer.steps, isStep))
  )
}

function isAa(aa: unknown): boolean {
  return (
    isObject(aa) &&
    isFlag(aa.required) &&
    isText(aa.state) &&
    (isNone(aa.aaSessionID) || isID(aa.aaSessionID)) &&
    isInstant(aa.redirectExpiresAt)
  )
}

function isStep(step: unknown): boolean {
  return (
    isObject(step) &&
    isID(step.stepID) &&
    typeof step.type === 'string' &&
    typeof step.status === 'string' &&
    isText(step.actionRequired) &&
    (isNone(step.resource) || isObject(step.resource)) &&
    (isNone(step.diagnostics) || isDiagnostics(step.diagnostics)) &&
    isInstant(step.updatedAt)
  )
}

function isDiagnostics(diagnostics: unknown): boolean {
  return (
    isObject(diagnostics) &&
    isText(diagnostics.code) &&
    isText(diagnostics.message) &&
    (isNone(diagnostics.blockedBy) || isListOf(diagnostics.blockedBy, (item) => typeof item === 'string')) &&
    isText(diagnostics.requiredJourneyStatus) &&
    isInstant(diagnostics.since)
  )
}

const PROFILE_TEXTS = [
  'contactNumber',
  'pan',
  'panName',
  'personalemail',
  'officialemail',
  'dob',
  'gender',
  'employmentType',
] as const
const PROFILE_AMOUNTS = ['monthlyIncome', 'pincode', 'requestedAmount'] as const

function isProfile(profile: unknown): boolean {
  if (isNone(profile)) return true
  return (
    isObject(profile) &&
    PROFILE_TEXTS.every((field) => isText(profile[field])) &&
    PROFILE_AMOUNTS.every((field) => isText(profile[field]) || Number.isFinite(profile[field]))
  )
}

/** A field of this name is one that the schema leaves out. */
function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '__proto__')
}

function isNone(value: unknown): boolean {
  return value === null || value === undefined
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || isNone(value)
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean' || isNone(value)
}

function isID(value: unknown): boolean {
  return typeof value === 'string' && value.length >= 1 && value.length <= 200
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

function isInstant(value: unknown): boolean {
  return isNone(value) || isPresentInstant(value)
}

/** In the one form that needs no calendar: any other is for the schema. */
function isPresentInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !CANONICAL.test(value)) return false
  return Number(value.slice(8, 10)) <= 28 || isOnCalendar(value)
}

const CANONICAL = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/

/** A 30th of February is no date, though it can be read as one. */
function isOnCalendar(value: string): boolean {
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === value.slice(0, 10)
}
