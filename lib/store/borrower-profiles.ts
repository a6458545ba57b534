import { z } from 'zod'
import type { BorrowerProfile, ProfileUpdate } from '@/lib/domain/snapshot'
import { decrypt, encrypt, keyedHash } from './crypto'
import { toJson } from './journey-json'
import type { Sql } from './pipeline'

/** Every field remembers the sequence that told it, so that any order of arrival ends in the same profile. */
const documentSchema = z.record(
  z.string(),
  z.object({ value: z.union([z.string(), z.number(), z.boolean()]), sequence: z.string() }),
)
type ProfileDocument = z.infer<typeof documentSchema>

const sealedSchema = z.array(
  z.object({
    applicationID: z.string(),
    borrowerExternalID: z.string(),
    ciphertext: z.instanceof(Uint8Array).nullable(),
    keyID: z.string().nullable(),
    isErased: z.boolean(),
  }),
)

/**
 * Merges told fields into the encrypted profiles, locked until the end of the transaction. Answers what writes them,
 * with the keyed hashes beside them. Of an erased borrower nothing is kept.
 */
export async function mergeProfiles(tx: Sql, updates: ProfileUpdate[]): Promise<() => Promise<void>> {
  if (updates.length === 0) return async () => undefined
  const groups = groupByBorrower(updates)
  const stored = await lockBorrowers(tx, groups)
  const rows = groups.flatMap(({ applicationID, borrowerExternalID, updates: own }) => {
    const before = stored.get(`${applicationID}|${borrowerExternalID}`) ?? {}
    if (before === 'erased') return []
    return [{ applicationID, borrowerExternalID, document: own.reduce(mergeUpdate, before) }]
  })
  return () => saveBorrowers(tx, rows)
}

/** The clear profile of a stored one. */
export function openProfile(ciphertext: Uint8Array, keyID: string): BorrowerProfile {
  const document = openDocument(ciphertext, keyID)
  return Object.fromEntries(Object.entries(document).map(([field, { value }]) => [field, value]))
}

/** The keyed hashes that stand beside a stored profile, made anew from its clear bytes. */
export function hashesOfProfile(plain: Buffer): { mobile_hash: Buffer | null; pan_hash: Buffer | null } {
  const document = documentSchema.parse(JSON.parse(plain.toString('utf8')))
  return { mobile_hash: hashOf('mobile', document.contactNumber?.value), pan_hash: hashOf('pan', document.pan?.value) }
}

function openDocument(ciphertext: Uint8Array, keyID: string): ProfileDocument {
  return documentSchema.parse(JSON.parse(decrypt(ciphertext, keyID).toString('utf8')))
}

function groupByBorrower(updates: ProfileUpdate[]) {
  const groups = new Map<string, { applicationID: string; borrowerExternalID: string; updates: ProfileUpdate[] }>()
  for (const update of updates) {
    const { applicationID, borrowerExternalID } = update
    const name = `${applicationID}|${borrowerExternalID}`
    const group = groups.get(name) ?? { applicationID, borrowerExternalID, updates: [] }
    group.updates.push(update)
    groups.set(name, group)
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

/** Makes missing rows first, so that every borrower has a row to lock and two first updates cannot pass each other. */
async function lockBorrowers(
  tx: Sql,
  groups: { applicationID: string; borrowerExternalID: string }[],
): Promise<Map<string, ProfileDocument | 'erased'>> {
  const applicationIDs = groups.map((group) => group.applicationID)
  const externalIDs = groups.map((group) => group.borrowerExternalID)
  const made = tx.$executeRaw`
    INSERT INTO borrower (application_id, borrower_external_id)
    SELECT * FROM unnest(${applicationIDs}::uuid[], ${externalIDs}::text[]) ON CONFLICT DO NOTHING`
  const read = tx.$queryRaw`
    SELECT b.application_id AS "applicationID", b.borrower_external_id AS "borrowerExternalID",
      b.profile_ciphertext AS ciphertext, b.profile_key_id AS "keyID", b.erased_at IS NOT NULL AS "isErased"
    FROM borrower b JOIN unnest(${applicationIDs}::uuid[], ${externalIDs}::text[])
      AS wanted(application_id, borrower_external_id) USING (application_id, borrower_external_id)
    ORDER BY b.application_id, b.borrower_external_id FOR UPDATE OF b`
  const [, rows] = await Promise.all([made, read])
  const documents = new Map<string, ProfileDocument | 'erased'>()
  for (const row of sealedSchema.parse(rows)) {
    if (row.isErased) documents.set(`${row.applicationID}|${row.borrowerExternalID}`, 'erased')
    if (!row.ciphertext || !row.keyID) continue
    documents.set(`${row.applicationID}|${row.borrowerExternalID}`, openDocument(row.ciphertext, row.keyID))
  }
  return documents
}

function mergeUpdate(document: ProfileDocument, update: ProfileUpdate): ProfileDocument {
  // A map: a field may be called like a member of every object, such as "constructor".
  const merged = new Map(Object.entries(document))
  for (const [field, value] of Object.entries(update.profile)) {
    if (value === null) continue
    const told = { value, sequence: update.sequence.toString() }
    const known = merged.get(field)
    if (!known || isLater(told, known)) merged.set(field, told)
  }
  return Object.fromEntries(merged)
}

function isLater(a: ProfileDocument[string], b: ProfileDocument[string]): boolean {
  const difference = BigInt(a.sequence) - BigInt(b.sequence)
  return difference > 0n || (difference === 0n && JSON.stringify(a.value) > JSON.stringify(b.value))
}

async function saveBorrowers(
  tx: Sql,
  rows: { applicationID: string; borrowerExternalID: string; document: ProfileDocument }[],
): Promise<void> {
  if (rows.length === 0) return
  const sealed = rows.map(({ applicationID, borrowerExternalID, document }) => {
    const { ciphertext, keyID } = encrypt(Buffer.from(JSON.stringify(document), 'utf8'))
    return {
      application_id: applicationID,
      borrower_external_id: borrowerExternalID,
      ciphertext: ciphertext.toString('base64'),
      key_id: keyID,
      mobile_hash: base64(hashOf('mobile', document.contactNumber?.value)),
      pan_hash: base64(hashOf('pan', document.pan?.value)),
      requested_amount: amountOf(document.requestedAmount?.value),
    }
  })
  await tx.$executeRaw`
    UPDATE borrower SET profile_ciphertext = decode(t.ciphertext, 'base64'), profile_key_id = t.key_id,
      mobile_hash = decode(t.mobile_hash, 'base64'), pan_hash = decode(t.pan_hash, 'base64'),
      requested_amount = t.requested_amount, updated_at = now()
    FROM jsonb_to_recordset(${toJson(sealed)}::jsonb) AS t(application_id uuid, borrower_external_id text, ciphertext text,
      key_id text, mobile_hash text, pan_hash text, requested_amount numeric)
    WHERE borrower.application_id = t.application_id AND borrower.borrower_external_id = t.borrower_external_id`
}

function hashOf(domain: 'mobile' | 'pan', value: unknown): Buffer | null {
  return typeof value === 'string' && value !== '' ? keyedHash(domain, value) : null
}

const base64 = (hash: Buffer | null) => hash && hash.toString('base64')

function amountOf(value: unknown): number | null {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 && amount < 1e11 ? amount : null
}
