import type { Catalog } from './distribution-catalog'
import { DISTRIBUTED, DISTRIBUTION_COLUMN, REFERENCE } from './distribution-plan'

const distributed = new Set<string>(DISTRIBUTED)
const reference = new Set<string>(REFERENCE)

/** Sentences about what Citus would refuse of the plan; none where the catalog can be distributed. */
export function distributionProblems({ uniqueKeys, foreignKeys, triggers, required }: Catalog): string[] {
  const keyed = new Set(required.filter(({ column }) => column === DISTRIBUTION_COLUMN).map(({ table }) => table))
  return [
    ...DISTRIBUTED.filter((table) => !keyed.has(table)).map(
      (table) => `${table} is missing, or may lack its ${DISTRIBUTION_COLUMN}.`,
    ),
    ...uniqueKeys
      .filter(({ table, columns }) => distributed.has(table) && columns[0] !== DISTRIBUTION_COLUMN)
      .map(({ table, name }) => `The unique key ${name} of ${table} does not begin with ${DISTRIBUTION_COLUMN}.`),
    ...foreignKeys
      .filter((key) => !isRoutable(key))
      .map(({ table, name, target }) => {
        return `The foreign key ${name} from ${table} to ${target} crosses nodes.`
      }),
    ...triggers
      .filter(({ table, perRow }) => perRow && (distributed.has(table) || reference.has(table)))
      .map(({ table, name }) => `The trigger ${name} of ${table} would run on every node.`),
  ]
}

/** Rows of one application lie together, those of a reference table everywhere, and local ones on the coordinator. */
function isRoutable({ table, columns, target, targetColumns }: Catalog['foreignKeys'][number]): boolean {
  if (reference.has(target)) return true
  if (reference.has(table)) return false
  if (!distributed.has(table)) return !distributed.has(target)
  if (!distributed.has(target)) return false
  const place = columns.indexOf(DISTRIBUTION_COLUMN)
  return place >= 0 && targetColumns[place] === DISTRIBUTION_COLUMN
}
