/**
 * Where a family of errors leads on the Errors screen: to its status alone, where it is one. A family of several leads to
 * all statuses side by side.
 */
export function errorSeriesPath(family: string): string {
  const only: Record<string, number> = { '409': 409, '429': 429, none: 0 }
  const status = only[family]
  return status === undefined ? '/errors?by=status' : `/errors?by=status&status=${status}`
}
