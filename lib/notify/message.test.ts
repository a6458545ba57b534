import { describe, expect, it } from 'vitest'
import type { DigestMessage, FindingMessage } from '@/lib/domain/notification'
import { plainText, safeSubjects, slackBody, subjectLine, webhookBody } from './message'
import { retryDelayMs } from './send-due'

const desk = 'https://desk.example'
const found: FindingMessage = {
  kind: 'firing',
  rule: 'Grave <ones>',
  condition: 'offers-pending',
  cause: 'aa-required',
  title: 'Stuck in OFFERS_PENDING: AA required',
  severity: 'high',
  applicationID: 'A',
  application: 'Acme & Sons',
  environment: 'test',
  count: 7,
  since: '2026-03-05T06:30:00.000Z',
  at: '2026-03-05T06:31:00.000Z',
  subjects: [{ type: 'delivery_group', id: 'a`b' }],
  incident: null,
  path: '/findings?app=A&condition=offers-pending',
}

describe('a message', () => {
  it('says what, where, since when and how many, with a link', () => {
    expect(subjectLine(found)).toBe('Found: Stuck in OFFERS_PENDING: AA required (Acme & Sons, test)')
    const text = plainText(found, desk)
    for (const part of ['7 findings now, 1 of them below.', 'Since 2026-03-05T06:30', '- delivery group a`b', desk]) {
      expect(text).toContain(part)
    }
    expect(plainText({ ...found, kind: 'recovered', count: 1, subjects: [] }, desk)).toContain('told with 1 finding.')
  })

  it('cannot be mistaken for markup by Slack', () => {
    const { text }: { text: string } = JSON.parse(slackBody(found, desk))
    expect(text).toContain('Acme &amp; Sons')
    expect(text).toContain('`aˋb`')
    expect(text).toContain(`<${desk}/findings?app=A&amp;condition=offers-pending|Open in Journey Desk>`)
  })

  it('is JSON of a type, a time and data for machines', () => {
    expect(JSON.parse(webhookBody(found, desk))).toMatchObject({
      type: 'finding.firing',
      timestamp: found.at,
      data: { cause: 'aa-required', count: 7, url: `${desk}${found.path}` },
    })
  })

  it('replaces IDs that look like somebody’s number', () => {
    const ids = ['j-1', 'ABCDE1234F', '9876543210', '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61']
    expect(safeSubjects(ids.map((id) => ({ type: 'journey', id }))).map(({ id }) => id)).toEqual([
      'j-1',
      '[pan]',
      '[mobile]',
      '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61',
    ])
  })

  it('of a digest lists each cause with what is new of it', () => {
    const line = { title: 'T', application: 'Acme', environment: 'live', count: 3, fresh: 1, path: '/findings' }
    const digest: DigestMessage = { kind: 'digest', title: 'Today', at: found.at, lines: [line], path: '/findings' }
    expect(plainText(digest, desk)).toContain('- T (Acme): 3 open, 1 new')
  })
})

describe('a failed attempt', () => {
  it('is repeated after growing times, and given up after the seventh', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map((attempts) => retryDelayMs(attempts, () => 0))
    expect(delays).toEqual([5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, null])
    expect(retryDelayMs(1, () => 1)).toBe(6_000)
  })
})
