import { createHash } from 'node:crypto'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { isInScope, type ApplicationScope } from '@/lib/domain/application-scope'
import { byteRows, type ByteRow } from '@/lib/domain/byte-rows'
import type { Forensics, ForensicDiff } from '@/lib/domain/delivery'
import { PastedDeliverySchema, pastedBytes, pastedHeaders, type PastedDelivery } from '@/lib/domain/pasted-delivery'
import { DeskError } from '@/lib/errors'
import { checkSignature, type CheckedSecret, type ComputedDigest } from '@/lib/forensics/check-signature'
import { explainFailure, type ExplainInput } from '@/lib/forensics/explain-failure'
import { listApplications } from '@/lib/store/applications'
import { allSecrets } from '@/lib/store/secrets'
import { loadSettings } from '@/lib/store/settings'

export interface DebuggedDiff {
  offset: number
  arrived: { rows: ByteRow[]; length: number }
  signed: { rows: ByteRow[]; length: number }
}

export interface DebuggedSignature {
  /** `holds`: the bytes verify. Everything else failed, for the reason in the sentence. */
  state: 'holds' | 'fails' | 'unchecked'
  sentence: string
  cause: string | null
  confidence: number | null
  tried: string[]
  missing: string | null
  diff: DebuggedDiff | null
  size: number
  sha256: string
  signedAt: Date | null
  digests: { hint: string; status: 'active' | 'retired'; shown: string; matches: 'signature' | 'receiver' | null }[]
}

const PASTED = 'the pasted secret'
const NOBODY = 'pasted'

/**
 * Why a pasted signature fails, in the words of a delivery's own page. Computed in memory: what was pasted is neither stored
 * nor logged nor audited. Throws BAD_REQUEST for what cannot be read, NOT_FOUND for an unknown application.
 */
export async function debugSignature(principal: Principal, input: PastedDelivery): Promise<DebuggedSignature> {
  authorise(principal, 'debug')
  const pasted = parseInput(PastedDeliverySchema, input)
  const applicationID = pasted.applicationID?.toLowerCase() ?? NOBODY
  const body = pastedBytes(pasted.body, pasted.encoding)
  const secrets = await secretsOf(pasted.secret, pasted.applicationID?.toLowerCase(), applicationScope(principal))
  const delivery: ExplainInput = {
    applicationID,
    headers: pastedHeaders(pasted.headers),
    body,
    computedSignature: pasted.computedSignature?.trim() || null,
    ...(await ageOf(pasted.receivedAt, pasted.applicationID)),
  }
  const check = checkSignature(delivery, secrets)
  const explained = explainFailure(delivery, secrets)
  return {
    ...tell(check, explained, delivery),
    diff: explained.diff && showDiff(explained.diff),
    size: body.byteLength,
    sha256: createHash('sha256').update(body).digest('hex'),
    signedAt: check.signedAt,
    digests: check.digests.map(showDigest),
  }
}

type KnownSecret = CheckedSecret & { environment: string | undefined }

/** The pasted one first; of the stored ones the application's own, and others that the reader may see to recognise a mix-up. */
async function secretsOf(
  value: string | undefined,
  applicationID: string | undefined,
  scope: ApplicationScope,
): Promise<KnownSecret[]> {
  const owner = applicationID ?? NOBODY
  const seen = (await listApplications()).filter((row) => isInScope(scope, row.applicationID))
  const applications = new Map(seen.map((row) => [row.applicationID, row]))
  const environment = applications.get(owner)?.environment
  const own: KnownSecret[] = value
    ? [{ secretID: null, applicationID: owner, value, status: 'active', hint: PASTED, environment }]
    : []
  if (!applicationID) {
    if (own.length > 0) return own
    throw new DeskError('BAD_REQUEST', 'secret: paste one, or choose an application whose secrets are tried')
  }
  if (!applications.has(applicationID)) {
    throw new DeskError('NOT_FOUND', `There is no application ${applicationID}.`)
  }
  const known = (await allSecrets()).flatMap((secret) => {
    const application = applications.get(secret.applicationID)
    return application ? [{ ...secret, environment: application.environment }] : []
  })
  return [...own, ...known.filter((secret) => secret.value !== value || secret.applicationID !== applicationID)]
}

async function ageOf(receivedAt: string | undefined, applicationID: string | undefined) {
  if (!receivedAt) return {}
  const settings = await loadSettings(applicationID ?? null)
  return { receivedAt: new Date(receivedAt), toleranceMs: settings['webhook.tolerance.minutes'] * 60_000 }
}

type Told = Pick<DebuggedSignature, 'state' | 'sentence' | 'cause' | 'confidence' | 'tried' | 'missing'>

function tell(check: ReturnType<typeof checkSignature>, explained: Forensics, delivery: ExplainInput): Told {
  const { tried } = explained
  const isExplained = explained.cause !== 'undetermined'
  const holder = check.digests.find(({ status, matchesSignature }) => status === 'active' && matchesSignature)
  if (holder && check.state === 'holds' && !isExplained && delivery.computedSignature === null) {
    const sentence = `The signature holds: ${secretWords(holder)} gives it over these exact bytes.`
    return { state: 'holds', sentence, cause: null, confidence: 1, tried, missing: null }
  }
  const { cause, confidence, sentence, missing } = explained
  const state = check.state === 'holds' && !isExplained ? 'holds' : check.state === 'unchecked' ? 'unchecked' : 'fails'
  const told = check.problem && !isExplained ? `${check.problem} ${sentence}` : sentence
  return { state, sentence: told, cause, confidence, tried, missing }
}

function secretWords({ hint }: ComputedDigest): string {
  return hint === PASTED ? hint : `the secret ${hint}`
}

/** Whole only where it is known already: from the secret that was pasted, or since it is what arrived. */
function showDigest({ hint, status, digest, matchesSignature, matchesReceiver }: ComputedDigest) {
  const matches: 'signature' | 'receiver' | null = matchesSignature ? 'signature' : matchesReceiver ? 'receiver' : null
  const isKnown = matches !== null || hint === PASTED
  return { hint, status, shown: isKnown ? digest : `${digest.slice(0, 6)}…${digest.slice(-4)}`, matches }
}

/** Unmasked: it was pasted by the one who reads it. */
function showDiff({ offset, from, ...diff }: ForensicDiff): DebuggedDiff {
  const side = (base64: string, length: number) => ({
    rows: byteRows(Buffer.from(base64, 'base64'), { from, mark: offset }),
    length,
  })
  return { offset, arrived: side(diff.arrived, diff.arrivedLength), signed: side(diff.signed, diff.signedLength) }
}
