import { expect, it } from 'vitest'
import { passwordWeakness } from '@/lib/auth/password-strength'

it.each(['Password123!', 'qwertyuiop', '1234567890', 'journeydesk1', 'priya2024', 'aaaaaaaaaaaaaaaa'])(
  'refuses %s, with what to do',
  async (password) => {
    expect(await passwordWeakness(password, 'priya.nair@lender.example')).toMatch(/too easy to guess.*longer/)
  },
)

it.each(['correct horse battery', 'fjK2!9slaQ0p', 'மழை நேற்று பெய்தது'])('takes %s', async (password) => {
  expect(await passwordWeakness(password, 'priya.nair@lender.example')).toBeNull()
})

it('judges the longest password with little work, however busy the machine is', async () => {
  await passwordWeakness('load the lists', 'priya@lender.example')
  const before = process.cpuUsage()
  await passwordWeakness('Xk9'.repeat(66), 'priya@lender.example')
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(2_000)
})
