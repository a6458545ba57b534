/**
 * Which rows leave the coordinator when one Postgres is not enough: those that grow with traffic. What is locked across
 * applications (journeys, findings, queues) stays there, since Citus locks rows of one application only.
 * See docs/scaling.md.
 */

export const DISTRIBUTION_COLUMN = 'application_id'

/** By application, all in one co-location group; the first one begins it. */
export const DISTRIBUTED = [
  'webhook_delivery',
  'delivery_dedup',
  'delivery_rework',
  'delivery_group_journey',
  'refused_update',
  'refused_noise',
  'api_call',
  'api_call_dedup',
  'call_rollup',
  'journey_event',
  'finding_evidence',
  'finding_activity',
] as const

/** Small, and joined with everything: a copy on every node. */
export const REFERENCE = ['application'] as const

/** The statements, in order. Citus takes no table whose triggers are per statement, so those go first. */
export function distributionSQL(triggers: readonly { table: string; name: string }[]): string[] {
  const [first, ...others] = DISTRIBUTED
  return [
    ...triggers.map(({ table, name }) => `DROP TRIGGER "${name}" ON "${table}"`),
    ...REFERENCE.map((table) => `SELECT create_reference_table('${table}')`),
    `SELECT create_distributed_table('${first}', '${DISTRIBUTION_COLUMN}', colocate_with => 'none')`,
    ...others.map(
      (table) => `SELECT create_distributed_table('${table}', '${DISTRIBUTION_COLUMN}', colocate_with => '${first}')`,
    ),
  ]
}
