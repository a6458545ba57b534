import { describe, expect, it } from 'vitest'
import { ACTIONS, applicationScope, authorise, may } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { TOKEN_SCOPES, type Role, type TokenScope } from '@/lib/domain/vocabulary'

const user = (role: Role): Principal => ({
  kind: 'user',
  userID: 'u',
  email: 'u@desk.example',
  role,
  applicationIDs: null,
})
const token = (scopes: TokenScope[], applicationID: string | null = null): Principal => ({
  kind: 'token',
  tokenID: 't',
  name: 't',
  scopes,
  applicationID,
})

describe('authorise', () => {
  const support = ['read', 'account', 'reveal', 'note'] as const
  const ops = [...support, 'triage', 'export', 'thresholds', 'notifications'] as const
  const engineer = [...ops, 'sync', 'bytes', 'debug', 'reprocess', 'secrets', 'health', 'tokens'] as const
  it.each([
    ['support', support],
    ['ops', ops],
    ['engineer', engineer],
    ['admin', [...engineer, 'admin']],
  ] as const)('lets the role %s do %o alone', (role, allowed) => {
    expect(ACTIONS.filter((action) => may(user(role), action))).toEqual(allowed)
  })

  it.each(TOKEN_SCOPES)('lets a token of scope %s do that alone', (scope) => {
    expect(ACTIONS.filter((action) => may(token([scope]), action))).toEqual(
      scope === 'triage' ? ['note', scope, 'export'] : [scope],
    )
  })

  it('lets nobody do nothing', () => {
    expect(() => authorise(null, 'read')).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }))
  })

  it('keeps a token within its application', () => {
    const own = 'FBB1FD74-c502-4419-83f3-82a2a019fc9a'
    expect(() => authorise(token(['read'], own), 'read', own.toLowerCase())).not.toThrow()
    expect(() => authorise(token(['read'], own), 'read', 'other')).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    )
    expect(() => authorise(token(['read']), 'read', 'other')).not.toThrow()
  })
})

describe('applicationScope', () => {
  it('narrows a list to what was asked for and to what a token may see', () => {
    expect(applicationScope(user('admin'))).toBeNull()
    expect(applicationScope(user('admin'), 'a')).toEqual(['a'])
    expect(applicationScope(token(['read'], 'a'))).toEqual(['a'])
    expect(applicationScope(token(['read'], 'a'), 'a')).toEqual(['a'])
    expect(() => applicationScope(token(['read'], 'a'), 'b')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
  })
})
