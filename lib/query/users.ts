import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { ROLES } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'
import type { Page } from '@/lib/query/schemas'
import { findUser, listUsers, type UserRow } from '@/lib/store/users'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })

export const UserSchema = z
  .object({
    id: z.guid(),
    email: z.string(),
    role: z.enum(ROLES),
    applicationIDs: z.array(z.guid()).nullable().meta({ description: 'Null: every one. Admins always see every one.' }),
    createdAt: at,
    lastSignInAt: at.nullable(),
    disabledAt: at.nullable(),
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof UserSchema>

export const UserParamsSchema = z.object({ userID: z.guid({ error: 'must be the UUID of a user' }) })

/** Everybody who may or might sign in, by e-mail. */
export async function listUserViews(principal: Principal): Promise<Page<User>> {
  authorise(principal, 'admin')
  return { data: (await listUsers()).map(toUser), nextCursor: null }
}

/** Throws NOT_FOUND. */
export async function readUser(principal: Principal, userID: string): Promise<User> {
  authorise(principal, 'admin')
  const row = await findUser(userID)
  if (!row) throw new DeskError('NOT_FOUND', 'There is no user with this ID.')
  return toUser(row)
}

function toUser({ userID, email, role, applicationIDs, createdAt, lastSignInAt, disabledAt }: UserRow): User {
  const seen = applicationIDs === null ? null : [...applicationIDs]
  return { id: userID, email, role, applicationIDs: seen, createdAt, lastSignInAt, disabledAt }
}
