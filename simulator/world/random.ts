import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

const HEX = '0123456789abcdef'
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** FNV-1a over the parts: one 32-bit seed for each named stream, so that a new stream never shifts the others. */
export function streamSeed(...parts: (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of parts.join('/')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  // One more round of mixing: neighbouring indexes must not give neighbouring seeds.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) | 0
}

/** Every draw of the simulator comes from here; equal parts give an equal stream on every machine. */
export class Random {
  private readonly generator

  constructor(...parts: (string | number)[]) {
    this.generator = xoroshiro128plus(streamSeed(...parts))
  }

  /** In [0, 1). */
  next(): number {
    return uniformFloat64(this.generator)
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low)
  }

  /** A whole number from low to high, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.int(0, items.length - 1)] ?? items[0]
  }

  weighted<T>(items: readonly [readonly [T, number], ...(readonly [T, number])[]]): T {
    let left = this.next() * items.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [item, weight] of items) {
      left -= weight
      if (left < 0) return item
    }
    return items[0][0]
  }

  /** Log-normal by its median; sigma is the spread of the logarithm. */
  logNormal(median: number, sigma: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()))
    return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * this.next()))
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, key: this.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item)
  }

  hex(length: number): string {
    return this.letters(HEX, length)
  }

  crockford(length: number): string {
    return this.letters(CROCKFORD, length)
  }

  letters(alphabet: string, length: number): string {
    let text = ''
    for (let index = 0; index < length; index += 1) text += alphabet[this.int(0, alphabet.length - 1)]
    return text
  }

  uuid(): string {
    const hex = this.hex(30)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-a${hex.slice(15, 18)}-${hex.slice(18, 30)}`
  }
}
