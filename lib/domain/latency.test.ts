import { describe, expect, it } from 'vitest'
import { LATENCY_BUCKETS, latencyQuantile } from './latency'

const counts = (filled: Record<number, number>) =>
  Array.from({ length: LATENCY_BUCKETS }, (_, index) => filled[index] ?? 0)

describe('latencyQuantile', () => {
  it('interpolates within the bucket', () => {
    expect(latencyQuantile(counts({ 3: 100 }), 0.5)).toBe(75)
    expect(latencyQuantile(counts({ 0: 50, 5: 50 }), 0.99)).toBeCloseTo(495)
  })

  it('knows nothing without calls, and no more than the highest bound beyond it', () => {
    expect(latencyQuantile(counts({}), 0.5)).toBeNull()
    expect(latencyQuantile(counts({ 11: 3 }), 0.5)).toBe(30_000)
  })
})
