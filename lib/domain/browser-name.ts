import Bowser from 'bowser'

/** `Chrome 141 on Windows` of a User-Agent header: enough to recognise one's own, and no fingerprint. */
export function browserName(userAgent: string | null | undefined): string {
  if (!userAgent) return 'Unknown browser'
  const { browser, os } = Bowser.parse(userAgent.slice(0, 500))
  const version = browser.version?.split('.')[0]
  const name = [browser.name ?? 'Unknown browser', version].filter(Boolean).join(' ')
  return os.name ? `${name} on ${os.name}` : name
}
