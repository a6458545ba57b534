import { randomUUID } from 'node:crypto'
import { VIEW_SCREENS, type ViewScreen } from '@/lib/domain/saved-view'
import { ROLES, type Role } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import { Prisma } from '@/lib/store/generated/client'
import type { Transaction } from '@/lib/store/transaction'

export interface SavedViewRow {
  viewID: string
  screen: ViewScreen
  name: string
  search: string
  ownerID: string
  sharedWith: Role[]
  updatedAt: Date
  /** Null: nobody has changed it. */
  updatedBy: string | null
  revision: number
}

export type SavedViewChange = Partial<Pick<SavedViewRow, 'name' | 'search' | 'sharedWith'>>

const COLUMNS = {
  viewID: true,
  screen: true,
  name: true,
  search: true,
  ownerID: true,
  sharedWith: true,
  updatedAt: true,
  updatedBy: true,
  revision: true,
} as const

/** A person's own views and those shared with one of `roles`, by name. */
export async function listSavedViews(
  reader: { userID: string | null; roles: Role[] },
  screen: ViewScreen | null,
  at: Transaction = db(),
): Promise<SavedViewRow[]> {
  const rows = await at.savedView.findMany({
    where: {
      ...(screen ? { screen } : {}),
      OR: [...(reader.userID ? [{ ownerID: reader.userID }] : []), { sharedWith: { hasSome: reader.roles } }],
    },
    select: COLUMNS,
    orderBy: [{ name: 'asc' }, { viewID: 'asc' }],
    take: 500,
  })
  return rows.map(toRow)
}

export async function findSavedView(viewID: string, at: Transaction = db()): Promise<SavedViewRow | null> {
  const row = await at.savedView.findUnique({ where: { viewID }, select: COLUMNS })
  return row && toRow(row)
}

export async function countSavedViews(ownerID: string, at: Transaction = db()): Promise<number> {
  return at.savedView.count({ where: { ownerID } })
}

/** Null where the owner has a view of this name on this screen. */
export async function insertSavedView(
  view: Pick<SavedViewRow, 'screen' | 'name' | 'search' | 'ownerID' | 'sharedWith'>,
  at: Transaction = db(),
): Promise<string | null> {
  const viewID = randomUUID()
  const inserted = await at.savedView.createMany({ data: [{ ...view, viewID }], skipDuplicates: true })
  return inserted.count === 1 ? viewID : null
}

export type ChangeOutcome = 'changed' | 'outdated' | 'name-taken'

/** Happens only at the revision that the caller has seen. */
export async function updateSavedView(
  { viewID, revision }: Pick<SavedViewRow, 'viewID' | 'revision'>,
  change: SavedViewChange,
  by: { actor: string; now: Date },
  at: Transaction = db(),
): Promise<ChangeOutcome> {
  try {
    const { count } = await at.savedView.updateMany({
      where: { viewID, revision },
      data: { ...change, updatedAt: by.now, updatedBy: by.actor, revision: { increment: 1 } },
    })
    return count === 1 ? 'changed' : 'outdated'
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return 'name-taken'
    throw error
  }
}

export async function removeSavedView(viewID: string, at: Transaction = db()): Promise<void> {
  await at.savedView.deleteMany({ where: { viewID } })
}

/** E-mail addresses of these users. */
export async function findOwners(ownerIDs: string[], at: Transaction = db()): Promise<Map<string, string>> {
  if (ownerIDs.length === 0) return new Map()
  const rows = await at.user.findMany({ where: { userID: { in: ownerIDs } }, select: { userID: true, email: true } })
  return new Map(rows.map(({ userID, email }) => [userID, email]))
}

function toRow(
  row: Omit<SavedViewRow, 'screen' | 'sharedWith'> & { screen: string; sharedWith: string[] },
): SavedViewRow {
  return {
    ...row,
    screen: VIEW_SCREENS.find((screen) => screen === row.screen) ?? 'journeys',
    sharedWith: ROLES.filter((role) => row.sharedWith.includes(role)),
  }
}
