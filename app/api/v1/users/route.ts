// One address lists (query) and adds (commands) users.
/* eslint-disable desk/one-source */
import { addUser } from '@/lib/commands/add-user'
import { NewUserSchema } from '@/lib/domain/user-input'
import { otherMethods, route } from '@/lib/http/route'
import { listUserViews } from '@/lib/query/users'

export const GET = route({ action: 'admin' }, ({ principal }) => listUserViews(principal))

export const POST = route({ action: 'admin', body: NewUserSchema }, async ({ principal, body }) =>
  Response.json(await addUser(principal, body), { status: 201, headers: { 'Cache-Control': 'no-store' } }),
)

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
