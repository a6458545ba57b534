import { describe, expect, it } from 'vitest'
import { countsInScope, resolveScope, withFrame } from './scope'
import { crumbs } from './screens'

const live = { applicationID: 'a1', name: 'Acme', environment: 'live' as const, stuck: 3, open: 5 }
const test = { applicationID: 'a2', name: 'Acme test', environment: 'test' as const, stuck: 1, open: 2 }

describe('the application and environment switch', () => {
  it('lets an application decide its environment, whatever the URL says', () => {
    expect(resolveScope([live, test], { app: 'a2', env: 'live' })).toMatchObject({
      applicationID: 'a2',
      environment: 'test',
    })
  })
  it('falls back to live, and to test where nothing else exists', () => {
    expect(resolveScope([live, test], { app: null, env: null }).environment).toBe('live')
    expect(resolveScope([test], { app: null, env: null }).environment).toBe('test')
    expect(resolveScope([], { app: null, env: null }).environment).toBe('live')
  })
  it('passes over an application that it does not know', () => {
    expect(resolveScope([live], { app: 'gone', env: null }).applicationID).toBeNull()
  })
  it('counts only what it shows', () => {
    const scope = resolveScope([live, test], { app: null, env: 'live' })
    expect(countsInScope([live, test], scope)).toEqual({ stuck: 3, open: 5 })
  })
})

describe('links of the frame', () => {
  it('carry application, environment and range, and nothing else of the page', () => {
    const search = new URLSearchParams('app=a1&range=7d&cursor=xyz')
    expect(withFrame('/journeys?stuck=true', search)).toBe('/journeys?stuck=true&app=a1&range=7d')
  })
  it('keep an anchor at the end', () => {
    expect(withFrame('/guidance/rate-limited#missing-backoff', new URLSearchParams('env=test'))).toBe(
      '/guidance/rate-limited?env=test#missing-backoff',
    )
  })
})

describe('breadcrumbs', () => {
  it('name the screen and shorten the ID below it', () => {
    expect(crumbs('/journeys/8f3c21d0-1f2e-4c3b-9d8a-0f1e2d3c4e91').map((crumb) => crumb.label)).toEqual([
      'Journeys',
      '8f3c21d0…4e91',
    ])
  })
  it('name an incident by its ID and a page of a screen by its words', () => {
    expect(crumbs('/findings/incidents/8f3c21d0-1f2e-4c3b-9d8a-0f1e2d3c4e91').at(-1)?.label).toBe('8f3c21d0…4e91')
    expect(crumbs('/settings/thresholds').at(-1)?.label).toBe('Thresholds')
    expect(crumbs('/settings/audit').at(-1)?.label).toBe('Audit log')
  })
  it('call a condition by its title', () => {
    expect(crumbs('/guidance/rate-limited').at(-1)?.label).toBe('429 rate limited')
  })
  it('survive a path that cannot be decoded', () => {
    expect(crumbs('/journeys/%E0%A4%A').at(-1)?.label).toContain('%E0')
  })
})
