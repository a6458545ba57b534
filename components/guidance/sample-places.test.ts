import { describe, expect, it } from 'vitest'
import { placeSamples } from './sample-places'

const guides = [
  { cause: 'slow', title: 'Slow', code: [{ title: 'Poll', source: 'poll()' }] },
  {
    cause: 'eager',
    title: 'Eager',
    code: [
      { title: 'Poll', source: 'poll()' },
      { title: 'Wait', source: 'wait()' },
    ],
  },
  { cause: 'plain', title: 'Plain', code: [] },
]

describe('placeSamples', () => {
  it('places a sample that two causes share under the first of them', () => {
    expect(placeSamples(guides).get('poll()')).toEqual({ id: 'slow-code-1', cause: 'slow', causeTitle: 'Slow' })
  })

  it('places a sample of one cause under that cause', () => {
    expect(placeSamples(guides).get('wait()')).toMatchObject({ id: 'eager-code-2', cause: 'eager' })
  })

  it('gives every sample an anchor of its own', () => {
    const ids = [...placeSamples(guides).values()].map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
  })
})
