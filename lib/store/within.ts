import type { ApplicationScope } from '@/lib/domain/application-scope'
import { Prisma } from './generated/client'

/** A single application as `=`: with `= ANY` an index that begins with it gives no order. */
export function within(column: Prisma.Sql, scope: ApplicationScope): Prisma.Sql {
  if (scope === null) return Prisma.sql`TRUE`
  const [first] = scope
  if (first && scope.length === 1) return Prisma.sql`${column} = ${first}::uuid`
  return Prisma.sql`${column} = ANY(${[...scope]}::uuid[])`
}

/** The same for Prisma's own filters. */
export function inScopeWhere(scope: ApplicationScope): { applicationID?: { in: string[] } } {
  return scope === null ? {} : { applicationID: { in: [...scope] } }
}
