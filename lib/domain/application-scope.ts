/** The applications that somebody may be told of, in lower case; null: every one, and what belongs to none. */
export type ApplicationScope = readonly string[] | null

export function isInScope(scope: ApplicationScope, applicationID: string): boolean {
  return scope === null || scope.includes(applicationID.toLowerCase())
}

/** Whether something that is of one application, or with null of every one, concerns an application in scope. */
export function concernsOneOf(scope: ApplicationScope, applicationID: string | null): boolean {
  return applicationID === null || isInScope(scope, applicationID)
}
