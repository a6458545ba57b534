import { z } from 'zod'
import { SEVERITIES } from './conditions'
import { conditionIDs } from './finding-filter'
import { INCIDENT_KINDS } from './incident'
import { isTimeZone, parseClock } from './local-time'
import { OWNER_ROLES, TARGET_KINDS } from './notification'
import { nameSchema, uuidSchema } from './text'
import { ENVIRONMENTS } from './vocabulary'

/** What people give to set up notifications. */

const KINDS = TARGET_KINDS.join(', ')
const zone = z.string().max(64).refine(isTimeZone, { error: 'must be a time zone such as Asia/Kolkata' })
const clock = z.string().refine((text) => parseClock(text) !== null, { error: 'must be a time such as 22:00' })
const flag = z.boolean({ error: 'must be true or false' })
const address = z
  .string({ error: 'must be text' })
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(2_000, { error: 'must be at most 2,000 characters' })
  .meta({ description: 'A URL, or e-mail addresses with commas between. It is not shown again.' })
const secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, { error: 'must be whsec_ and 24 to 64 bytes in base64' })

export const NewTargetSchema = z.object({
  name: nameSchema,
  kind: z.enum(TARGET_KINDS, { error: `must be one of ${KINDS}` }),
  address,
  secret: secret.nullable().default(null).meta({ description: 'Of a webhook. Null: one is made and answered once.' }),
  allowPrivate: flag.default(false).meta({ description: 'The host may be a private address. For admins.' }),
})
export type NewTargetInput = z.input<typeof NewTargetSchema>

export const TargetChangeSchema = z
  .object({
    name: nameSchema.optional(),
    enabled: flag.optional(),
    address: address.optional(),
    secret: secret.optional(),
    allowPrivate: flag.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: 'must change the name, enabled, the address, the secret or allowPrivate',
  })
export type TargetChangeInput = z.input<typeof TargetChangeSchema>

const MINUTES_MAX = 24 * 60
const minutes = z
  .int({ error: 'must be a whole number of minutes' })
  .min(0, { error: 'must not be negative' })
  .max(MINUTES_MAX, { error: 'must be at most a day (1440)' })

const nameable = [...conditionIDs, ...INCIDENT_KINDS]

const ruleFields = {
  name: nameSchema,
  conditions: z
    .array(z.enum(nameable, { error: `must be of ${nameable.join(', ')}` }))
    .max(nameable.length)
    .meta({ description: 'Conditions and kinds of incidents. Empty: every one.' }),
  severities: z
    .array(z.enum(SEVERITIES, { error: `must be of ${SEVERITIES.join(', ')}` }))
    .max(SEVERITIES.length)
    .meta({ description: 'Empty: every severity.' }),
  applicationID: uuidSchema.nullable().meta({ override: { type: ['string', 'null'], format: 'uuid' } }),
  environment: z.enum(ENVIRONMENTS, { error: 'must be live or test' }).nullable(),
  ownerRole: z.enum(OWNER_ROLES, { error: `must be one of ${OWNER_ROLES.join(', ')}` }).nullable(),
  targetIDs: z
    .array(z.guid({ error: 'must be UUIDs of targets' }))
    .max(20, { error: 'must be at most 20' })
    .meta({ description: 'Where it is told. A rule without a target tells nobody.' }),
  pendingMinutes: minutes.meta({ description: 'A finding has to hold so long before it is told.' }),
  keepFiringMinutes: minutes.meta({ description: 'It has to stay away so long before it is told to be over.' }),
  quietHours: z
    .object({ from: clock, to: clock, zone })
    .refine(({ from, to }) => from !== to, { error: 'must end at another time than they begin' })
    .nullable(),
  criticalAlways: flag.meta({ description: 'The critical is told in quiet hours too.' }),
  recovery: flag.meta({ description: 'Tell when it is over.' }),
  enabled: flag,
}

export const NewRuleSchema = z.object({
  ...ruleFields,
  conditions: ruleFields.conditions.default([]),
  severities: ruleFields.severities.default([]),
  applicationID: ruleFields.applicationID.default(null),
  environment: ruleFields.environment.default('live'),
  ownerRole: ruleFields.ownerRole.default(null),
  pendingMinutes: ruleFields.pendingMinutes.default(0),
  keepFiringMinutes: ruleFields.keepFiringMinutes.default(5),
  quietHours: ruleFields.quietHours.default(null),
  criticalAlways: flag.default(true),
  recovery: flag.default(true),
  enabled: flag.default(true),
})
export type NewRuleInput = z.input<typeof NewRuleSchema>

export const RuleChangeSchema = z
  .object(ruleFields)
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), { error: 'must change something' })
export type RuleChangeInput = z.input<typeof RuleChangeSchema>

export const DigestSchema = z.object({
  enabled: flag,
  at: clock.meta({ description: 'As on a clock in `zone`: 09:00.' }),
  zone,
})
export type DigestInput = z.input<typeof DigestSchema>
