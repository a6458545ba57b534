/** Preferences of one browser that the server needs for its first paint; they are not part of a view, so not in the URL. */
export const RAIL_COOKIE = 'desk-rail'
export const ZONE_COOKIE = 'desk-zone'

const YEAR_SECONDS = 31_536_000

export function rememberPreference(name: string, value: string): void {
  const secure = location.protocol === 'https:' ? '; secure' : ''
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`
}
