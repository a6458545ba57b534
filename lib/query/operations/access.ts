import { z } from 'zod'
import { CreateTokenSchema } from '@/lib/domain/token-input'
import { NewUserSchema, UserChangeSchema } from '@/lib/domain/user-input'
import { TokenParamsSchema, TokenSchema } from '@/lib/query/tokens'
import { UserParamsSchema, UserSchema } from '@/lib/query/users'
import { wholeList, type Operation } from './operation'

export const USER_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/users',
    id: 'listUsers',
    summary: 'Everybody who may or might sign in, by e-mail.',
    needs: 'admin',
    answer: wholeList(UserSchema),
    example: {},
  },
  {
    method: 'post',
    path: '/users',
    id: 'addUser',
    summary: 'Add somebody.',
    description: 'The password that we make is in this answer and never again.',
    needs: 'admin',
    body: NewUserSchema,
    answer: z.object({ userID: z.guid(), email: z.string(), password: z.string().optional() }),
    statuses: ['201'],
    errors: ['409'],
    example: { body: { email: 'asha@desk.example', role: 'ops', applicationIDs: null } },
  },
  {
    method: 'patch',
    path: '/users/{userID}',
    id: 'changeUser',
    summary: 'Give a user another role or other applications, or let them in no more.',
    description: 'It holds from their next request on.',
    needs: 'admin',
    params: UserParamsSchema,
    body: UserChangeSchema,
    answer: UserSchema,
    errors: ['409'],
    example: { path: { userID: '$USER_ID' }, body: { role: 'engineer' } },
  },
]

export const TOKEN_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/tokens',
    id: 'listTokens',
    summary: 'Tokens without their values, the newest first.',
    needs: 'engineer',
    answer: wholeList(TokenSchema),
    example: {},
  },
  {
    method: 'post',
    path: '/tokens',
    id: 'createToken',
    summary: 'Make a token.',
    description: 'The token is in this answer and never again.',
    needs: 'engineer',
    body: CreateTokenSchema,
    answer: z.object({ tokenID: z.guid(), token: z.string() }),
    statuses: ['201'],
    errors: ['404'],
    example: { body: { name: 'nightly report', scopes: ['read'], applicationID: null } },
  },
  {
    method: 'delete',
    path: '/tokens/{tokenID}',
    id: 'revokeToken',
    summary: 'Revoke a token; it works nowhere after five seconds.',
    needs: 'engineer',
    params: TokenParamsSchema,
    answer: z.object({ tokenID: z.guid() }),
    example: { path: { tokenID: '$TOKEN_ID' } },
  },
]
