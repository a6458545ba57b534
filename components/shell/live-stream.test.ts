import { describe, expect, it } from 'vitest'
import { watchOf } from '@/lib/domain/live'
import { isNews, liveURL, parseMessage } from './live-stream'

const known = { journeys: '4', findings: '2', deliveries: '9', calls: '1' }

describe('what a screen is told of', () => {
  it('is what it shows', () => {
    expect(liveURL(watchOf('/findings'))).toBe('/api/v1/live?topics=findings')
    expect(watchOf('/').topics).toHaveLength(4)
    expect(watchOf('/settings/users').topics).toEqual([])
  })

  it('is its own journey alone on a journey’s page', () => {
    expect(liveURL(watchOf('/journeys/a%2Fb'))).toBe('/api/v1/live?journeyID=a%2Fb')
    expect(watchOf('/journeys/%E0%A4%A').journeyID).toBe('%E0%A4%A')
  })
})

describe('a message of the server', () => {
  it('is news when it names a change', () => {
    const message = { counts: known, changed: ['findings'] }
    expect(isNews(watchOf('/findings'), known, message)).toBe(true)
  })

  it('is news when a counter that the screen watches moved while nobody listened', () => {
    const message = { counts: { ...known, deliveries: '10' }, changed: [] }
    expect(isNews(watchOf('/webhooks'), known, message)).toBe(true)
    expect(isNews(watchOf('/findings'), known, message)).toBe(false)
  })

  it('is dropped when it is not what we send', () => {
    expect(parseMessage('not json')).toBeNull()
    expect(parseMessage('{"counts":{"journeys":5,"toString":"1"},"changed":[1,"calls"]}')).toEqual({
      counts: {},
      changed: ['calls'],
    })
  })
})
