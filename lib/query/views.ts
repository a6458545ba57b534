import { z } from 'zod'
import { authorise, may } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { SYSTEM_VIEWS, VIEW_SCREENS, viewHref, type ViewScreen } from '@/lib/domain/saved-view'
import { ENVIRONMENTS, ROLES, type Role } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'
import { applicationID } from '@/lib/query/inputs'
import type { Page } from '@/lib/query/schemas'
import { countViews, type ViewCount } from '@/lib/query/view-counts'
import { findOwners, findSavedView, listSavedViews, type SavedViewRow } from '@/lib/store/saved-views'

/** Input of `listViews`; the counts are those of the application and environment named. */
export const ViewsQuerySchema = z.object({
  screen: z.enum(VIEW_SCREENS, { error: `must be one of ${VIEW_SCREENS.join(', ')}` }).optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
  applicationID: applicationID.optional(),
})
export type ViewsQuery = z.input<typeof ViewsQuerySchema>

export const ViewParamsSchema = z.object({ viewID: z.guid({ error: 'must be the UUID of a saved view' }) })

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })

export const SavedViewSchema = z
  .object({
    id: z.string().meta({ description: 'A UUID, or the name of a view that every desk has.' }),
    screen: z.enum(VIEW_SCREENS),
    name: z.string(),
    kind: z.enum(['system', 'personal', 'shared']),
    search: z.string().meta({ description: 'The filters as they stand in the URL of the screen.' }),
    href: z.string(),
    owner: z.string().nullable().meta({ description: 'E-mail of who saved it; null for those of the system.' }),
    sharedWith: z.array(z.enum(ROLES)),
    editable: z.boolean(),
    count: z.int().nullable().meta({ description: 'Journeys that it holds, up to 10,000; null for other lists.' }),
    countedAt: at.nullable().meta({ description: 'Counts are refreshed at most once a minute.' }),
    revision: z.int().meta({ description: 'The ETag of the view, for If-Match.' }),
  })
  .meta({ id: 'SavedView' })
export type SavedView = z.infer<typeof SavedViewSchema>

/** The system's views, then one's own and those shared with one's role, by name. */
export async function listViews(principal: Principal, input: ViewsQuery, now = new Date()): Promise<Page<SavedView>> {
  const { screen, ...scope } = ViewsQuerySchema.parse(input)
  authorise(principal, 'read', scope.applicationID)
  const rows = await listSavedViews(readerOf(principal), screen ?? null)
  const system = SYSTEM_VIEWS.filter((view) => !screen || view.screen === screen)
  const searches = [...system, ...rows].filter((view) => view.screen === 'journeys').map((view) => view.search)
  const [counts, owners] = await Promise.all([
    countViews(principal, searches, scope, now),
    findOwners([...new Set(rows.map((row) => row.ownerID))]),
  ])
  const countOf = (view: { screen: ViewScreen; search: string }) =>
    view.screen === 'journeys' ? counts.get(view.search) : undefined
  return {
    data: [
      ...system.map((view) => toSystemView(view, countOf(view))),
      ...rows.map((row) => toSavedView(principal, row, owners, countOf(row))),
    ],
    nextCursor: null,
  }
}

/** One saved view, without its count. Throws NOT_FOUND where there is none that the principal may see. */
export async function readView(principal: Principal, viewID: string): Promise<SavedView> {
  authorise(principal, 'read')
  const row = await findSavedView(viewID)
  if (!row || !maySee(principal, row)) throw new DeskError('NOT_FOUND', 'There is no saved view with this ID.')
  return toSavedView(principal, row, await findOwners([row.ownerID]), undefined)
}

/** A token has no role: it sees what is shared with every role. */
function readerOf(principal: Principal): { userID: string | null; roles: Role[] } {
  if (principal.kind !== 'user') return { userID: null, roles: ['support'] }
  return { userID: principal.userID, roles: principal.role === 'admin' ? [...ROLES] : [principal.role] }
}

function maySee(principal: Principal, row: SavedViewRow): boolean {
  const { userID, roles } = readerOf(principal)
  return row.ownerID === userID || row.sharedWith.some((role) => roles.includes(role))
}

function toSystemView(view: (typeof SYSTEM_VIEWS)[number], counted: ViewCount | undefined): SavedView {
  return {
    ...view,
    kind: 'system',
    href: viewHref({ ...view, id: null }),
    owner: null,
    sharedWith: [...ROLES],
    editable: false,
    count: counted?.count ?? null,
    countedAt: counted?.countedAt ?? null,
    revision: 1,
  }
}

function toSavedView(
  principal: Principal,
  row: SavedViewRow,
  owners: Map<string, string>,
  counted: ViewCount | undefined,
): SavedView {
  const mine = principal.kind === 'user' && principal.userID === row.ownerID
  return {
    id: row.viewID,
    screen: row.screen,
    name: row.name,
    kind: row.sharedWith.length > 0 ? 'shared' : 'personal',
    search: row.search,
    href: viewHref({ screen: row.screen, search: row.search, id: row.viewID }),
    owner: owners.get(row.ownerID) ?? null,
    sharedWith: row.sharedWith,
    editable: mine || (principal.kind === 'user' && may(principal, 'admin')),
    count: counted?.count ?? null,
    countedAt: counted?.countedAt ?? null,
    revision: row.revision,
  }
}
