import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { ROLES } from '@/lib/domain/vocabulary'
import { listUsers } from '@/lib/store/users'

export const PersonSchema = z.object({ email: z.string(), role: z.enum(ROLES) }).meta({ id: 'Person' })
export type Person = z.infer<typeof PersonSchema>

/** People with an account that is not disabled: whom a finding can be assigned to and a note can mention. */
export async function listPeople(principal: Principal): Promise<{ data: Person[] }> {
  authorise(principal, 'read')
  const users = await listUsers()
  return { data: users.filter(({ disabledAt }) => disabledAt === null).map(({ email, role }) => ({ email, role })) }
}
