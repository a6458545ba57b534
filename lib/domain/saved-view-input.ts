import { z } from 'zod'
import { personalKind } from '@/lib/domain/lookup'
import { VIEW_NAME_MAX, VIEW_SCREENS, VIEW_SEARCH_MAX, viewSearch } from '@/lib/domain/saved-view'
import { nameSchema } from '@/lib/domain/text'
import { ROLES } from '@/lib/domain/vocabulary'

/** What somebody sends to save or to change a view. */

const roles = ROLES.join(', ')

const fields = {
  name: nameSchema.pipe(z.string().max(VIEW_NAME_MAX, { error: `must be at most ${VIEW_NAME_MAX} characters` })),
  search: z
    .string()
    .max(VIEW_SEARCH_MAX, { error: `must be at most ${VIEW_SEARCH_MAX} characters` })
    .transform(viewSearch)
    .refine((search) => ![...new URLSearchParams(search).values()].some((value) => personalKind(value.trim())), {
      error: 'must not hold a mobile number or PAN: look these up instead',
    }),
  sharedWith: z
    .array(z.enum(ROLES, { error: `must be of ${roles}` }), { error: `must be a list of ${roles}` })
    .transform((shared) => ROLES.filter((role) => shared.includes(role))),
}

export const SaveViewSchema = z.object({
  screen: z.enum(VIEW_SCREENS, { error: `must be one of ${VIEW_SCREENS.join(', ')}` }),
  name: fields.name,
  search: fields.search.meta({
    override: { type: 'string' },
    description: 'Filters as in the URL: owner=lender&stuck=true.',
  }),
  sharedWith: fields.sharedWith.default([]),
})
export type SaveView = z.input<typeof SaveViewSchema>

export const ChangeViewSchema = z
  .object({ name: fields.name.optional(), search: fields.search.optional(), sharedWith: fields.sharedWith.optional() })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: 'must change the name, the search or sharedWith',
  })
export type ChangeView = z.input<typeof ChangeViewSchema>
