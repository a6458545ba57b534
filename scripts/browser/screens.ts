/** Each screen by name, and its address with IDs of what the desk holds. The login is apart: it needs nobody. */
export function screenPaths(ids: { journeyID: string; findingID: string; deliveryID: string }) {
  return {
    overview: '/',
    journeys: '/journeys?view=stuck',
    journey: `/journeys/${encodeURIComponent(ids.journeyID)}`,
    guidance: '/guidance',
    'guidance-condition': '/guidance/offers-pending',
    findings: '/findings',
    finding: `/findings/${ids.findingID}`,
    webhooks: '/webhooks?range=14d',
    delivery: `/webhooks/${ids.deliveryID}`,
    errors: '/errors',
    'rate-limits': '/rate-limits',
    settings: '/settings',
    applications: '/settings/applications',
    thresholds: '/settings/thresholds',
    account: '/settings/account',
    notifications: '/settings/notifications',
    borrowers: '/settings/borrowers',
    audit: '/settings/audit',
    status: '/settings/status',
    users: '/settings/users',
    tokens: '/settings/tokens',
    'api-reference': '/api-reference',
    debugger: '/webhooks/debugger',
    jobs: '/jobs',
  }
}

export type ScreenName = keyof ReturnType<typeof screenPaths>
