import { createHash } from 'node:crypto'

import { invalidField } from './errors'

export interface Stored {
  status: number
  text: string
}

/** Answers of writes by their key: the same write gets the same answer, another body under the key is refused. */
export class IdempotencyBook {
  private readonly answers = new Map<string, { digest: string; stored: Stored }>()

  find(scope: string, key: string, body: Buffer): Stored | null {
    const known = this.answers.get(`${scope} ${key}`)
    if (!known) return null
    if (known.digest !== digestOf(body)) {
      throw invalidField('Idempotency-Key', 'Idempotency-Key was already used with another body')
    }
    return known.stored
  }

  keep(scope: string, key: string, body: Buffer, stored: Stored): void {
    this.answers.set(`${scope} ${key}`, { digest: digestOf(body), stored })
  }
}

function digestOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}
