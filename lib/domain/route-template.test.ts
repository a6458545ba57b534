import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barePath, routeOf } from './route-template'

describe('routeOf', () => {
  it('gives the platform’s own routes and the IDs in them', () => {
    expect(routeOf('GET', '/api/v1/headless/journeys/j-1/state')).toEqual({
      template: 'GET /journeys/{journeyID}/state',
      journeyID: 'j-1',
      offerID: null,
      aaSessionID: null,
    })
    expect(routeOf('POST', '/api/v1/headless/offers/of%2F1/proceed')).toMatchObject({
      template: 'POST /offers/{offerID}/proceed',
      offerID: 'of/1',
    })
    expect(routeOf('POST', '/api/v1/headless/aa/sessions/s1/redirect')).toMatchObject({ aaSessionID: 's1' })
    expect(routeOf('POST', '/api/v1/headless/sessions').template).toBe('POST /sessions')
    expect(routeOf('PUT', '/api/v1/headless/profile/').template).toBe('PUT /profile')
  })

  it('passes over a gateway’s prefix, and knows the routes without any prefix', () => {
    expect(routeOf('GET', '/lend/api/v1/headless/offers/o1/steps').template).toBe('GET /offers/{offerID}/steps')
    expect(routeOf('GET', '/offers/o1/steps').template).toBe('GET /offers/{offerID}/steps')
  })

  it('groups what it does not know by shape', () => {
    expect(routeOf('GET', '/api/v1/headless/loans/123/emi-schedule').template).toBe('GET /loans/{id}/emi-schedule')
    expect(routeOf('GET', '/v2/things/b7bb465b-135e-4ffd-9c7f-0d43f7ee43d9').template).toBe('GET /v2/things/{id}')
    expect(routeOf('GET', '/a/01JB2X4CE6/B_X').template).toBe('GET /a/{id}/{id}')
    expect(routeOf('GET', '/').template).toBe('GET /')
    expect(routeOf('GET', `/${'a/'.repeat(50)}`).template).toBe('GET /a/a/a/a/a/a/a/a/…')
  })

  it('never lets an ID into a template, and never throws', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), (id, noise) => {
        expect(routeOf('GET', `/x/${id}/${noise}`).template).not.toContain(id)
      }),
    )
  })
})

describe('barePath', () => {
  it('drops query, fragment, scheme and host', () => {
    expect(barePath('/a/b?c=d#e')).toBe('/a/b')
    expect(barePath('https://platform.example:8443/a?x')).toBe('/a')
    expect(barePath('https://platform.example')).toBe('/')
    expect(barePath('a')).toBe('/a')
  })
})
