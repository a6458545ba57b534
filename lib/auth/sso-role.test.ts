import { expect, it } from 'vitest'
import { roleOfClaims } from '@/lib/auth/sso-role'

it.each([
  [{ role: 'ops' }, 'role', 'ops'],
  [{ groups: ['staff', 'support', 'engineer'] }, 'groups', 'engineer'],
  [{ realm_access: { roles: ['admin'] } }, 'realm_access.roles', 'admin'],
  [{ 'https://desk.example/role': 'support' }, 'https://desk.example/role', 'support'],
])('%j names a role by %s: %s', (claims, claim, role) => {
  expect(roleOfClaims(claims, claim)).toBe(role)
})

it.each([
  [{}, 'role'],
  [{ role: 'Admin' }, 'role'],
  [{ role: 'root' }, 'role'],
  [{ role: { admin: true } }, 'role'],
  [{ role: ['x', 1, null] }, 'role'],
  [{ role: 'admin' }, 'constructor'],
  [{ a: null }, 'a.b.c'],
])('%j names none by %s', (claims, claim) => {
  expect(roleOfClaims(claims, claim)).toBeNull()
})
