import { expect, it } from 'vitest'
import { exportHref } from './export-href'

it('carries the filter and the zone, and leaves the page out', () => {
  const query = {
    status: ['open', 'snoozed'],
    stuck: false,
    from: new Date('2026-03-05T16:48:20Z'),
    lender: null,
    q: undefined,
    cursor: 'abc',
    limit: 50,
  }
  expect(exportHref('journeys', query, 'Asia/Kolkata')).toBe(
    '/api/v1/exports/journeys?status=open%2Csnoozed&stuck=false&from=2026-03-05T16%3A48%3A20.000Z&zone=Asia%2FKolkata',
  )
})
