import { hashesOfProfile } from './borrower-profiles'

/** A column that holds ciphertext, the one beside it that names its key, and what names a row. */
export interface SealedColumn {
  table: string
  ciphertext: string
  keyID: string
  key: readonly string[]
  /** Rows a transaction: few where a row may be a megabyte. */
  batch: number
  /** Columns that are made of the same plain bytes under the same key. */
  beside?: (plain: Buffer) => Record<string, Buffer | null>
}

const SMALL = 200
const LARGE = 40

/** Everything that is encrypted at rest, besides the sessions in job_state. A test compares it with the schema. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'application',
    ciphertext: 'api_key_ciphertext',
    keyID: 'api_key_key_id',
    key: ['application_id'],
    batch: SMALL,
  },
  { table: 'secret', ciphertext: 'ciphertext', keyID: 'key_id', key: ['application_id', 'secret_id'], batch: SMALL },
  {
    table: 'borrower',
    ciphertext: 'profile_ciphertext',
    keyID: 'profile_key_id',
    key: ['application_id', 'borrower_external_id'],
    batch: SMALL,
    beside: hashesOfProfile,
  },
  {
    table: 'webhook_delivery',
    ciphertext: 'body_ciphertext',
    keyID: 'body_key_id',
    key: ['application_id', 'received_at', 'id'],
    batch: LARGE,
  },
  {
    table: 'notification_target',
    ciphertext: 'address_ciphertext',
    keyID: 'address_key_id',
    key: ['target_id'],
    batch: SMALL,
  },
  {
    table: 'notification_target',
    ciphertext: 'secret_ciphertext',
    keyID: 'secret_key_id',
    key: ['target_id'],
    batch: SMALL,
  },
  { table: 'user_totp', ciphertext: 'ciphertext', keyID: 'key_id', key: ['user_id'], batch: SMALL },
]
