/**
 * Whether the metadata that was fetched from the configured issuer names that very one. Another could hand us the answers of
 * a provider that we never chose; a slash at the end tells nobody apart.
 */
export function isConfiguredIssuer(configured: string, named: unknown): boolean {
  return typeof named === 'string' && bare(named) === bare(configured)
}

const bare = (issuer: string) => issuer.replace(/\/$/, '')
