import { describe, expect, it } from 'vitest'
import { maskHeaders } from './public-headers'

describe('the headers that are kept of a delivery', () => {
  it.each([
    ['lending-webhooks/2.1 node/20', 'lending-webhooks/2.1 node/20'],
    ['Mozilla/5.0 (X11; Linux) Gecko/20100101', 'Mozilla/5.0 Gecko/20100101'],
    ['axios', 'axios'],
    ['sent for Asha Verma', '••••'],
    ['sender/1.0 of Asha Verma, ABCDE1234F', 'sender/1.0'],
  ])('tell the software of the sender and no other words: %s', (agent, kept) => {
    expect(maskHeaders({ 'user-agent': agent })).toEqual({ 'user-agent': kept })
  })

  it('lose what is called like a personal field, and keep what was signed', () => {
    const headers = { 'x-borrower-name': 'Asha', 'x-al-event-id': 'evt_9812345670', 'x-trace': '+919812345670' }
    expect(maskHeaders(headers)).toEqual({
      'x-borrower-name': '••••',
      'x-al-event-id': 'evt_9812345670',
      'x-trace': '••••',
    })
  })
})
