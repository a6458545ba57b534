import { db } from '@/lib/store/client'
import type { Prisma } from '@/lib/store/generated/client'

/** What scheduled work remembers between runs; the caller parses it. Null: nothing yet. */
export async function loadJobState(name: string): Promise<unknown> {
  const row = await db().jobState.findUnique({ where: { name }, select: { state: true } })
  return row?.state ?? null
}

export async function saveJobState(name: string, state: Prisma.InputJsonObject): Promise<void> {
  const updatedAt = new Date()
  await db().jobState.upsert({
    where: { name },
    create: { name, state, updatedAt },
    update: { state, updatedAt },
    select: { name: true },
  })
}
