import { describe, expect, it } from 'vitest'
import type { ChangeReading } from '@/lib/store/change-counter'
import { firstState, noteReading } from './live-changes'

const reading = (journeys: number, endedBelow: number, begunBelow: number): ChangeReading => ({
  counts: { journeys: String(journeys), findings: '1', deliveries: '1', calls: '1' },
  endedBelow: BigInt(endedBelow),
  begunBelow: BigInt(begunBelow),
})

describe('changes between readings', () => {
  it('are none while no counter moves', () => {
    expect(noteReading(firstState(reading(1, 10, 10)), reading(1, 12, 12)).changed).toEqual([])
  })

  it('are told once when nothing else was being written', () => {
    const seen = noteReading(firstState(reading(1, 10, 10)), reading(2, 12, 12))
    expect(seen.changed).toEqual(['journeys'])
    expect(noteReading(seen.state, reading(2, 12, 12)).changed).toEqual([])
  })

  it('are told again once every transaction of that moment has ended', () => {
    const seen = noteReading(firstState(reading(1, 10, 10)), reading(2, 11, 14))
    expect(seen.changed).toEqual(['journeys'])
    const waiting = noteReading(seen.state, reading(2, 13, 20))
    expect(waiting.changed).toEqual([])
    const ended = noteReading(waiting.state, reading(2, 14, 21))
    expect(ended.changed).toEqual(['journeys'])
    expect(noteReading(ended.state, reading(2, 21, 21)).changed).toEqual([])
  })
})
