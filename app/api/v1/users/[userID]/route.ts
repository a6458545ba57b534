// One address changes (commands) a user and tells (query) what became of them.
/* eslint-disable desk/one-source */
import { changeUser } from '@/lib/commands/change-user'
import { UserChangeSchema } from '@/lib/domain/user-input'
import { otherMethods, route } from '@/lib/http/route'
import { readUser, UserParamsSchema } from '@/lib/query/users'

export const PATCH = route(
  { action: 'admin', params: UserParamsSchema, body: UserChangeSchema },
  async ({ principal, params, body }) => {
    await changeUser(principal, params.userID, body)
    return readUser(principal, params.userID)
  },
)

export const { GET, POST, PUT, DELETE } = otherMethods('PATCH')
