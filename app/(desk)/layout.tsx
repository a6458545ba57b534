import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { NothingGranted } from '@/components/shell/nothing-granted'
import { RAIL_COOKIE } from '@/components/shell/preferences'
import { Shell } from '@/components/shell/shell'
import { applicationScope, requireUser } from '@/lib/auth'
import { readFrame } from '@/lib/query/frame'

export default async function DeskLayout({ children }: { children: ReactNode }) {
  const user = await requireUser()
  const [frame, jar] = await Promise.all([readFrame(user), cookies()])
  return (
    <Shell frame={frame} email={user.email} role={user.role} railCollapsed={jar.get(RAIL_COOKIE)?.value === 'closed'}>
      {applicationScope(user)?.length === 0 && <NothingGranted />}
      {children}
    </Shell>
  )
}
