import { expect, it } from 'vitest'
import { browserName } from '@/lib/domain/browser-name'

const MOZILLA = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)'

it.each([
  [`${MOZILLA} Chrome/141.0.0.0 Safari/537.36`, 'Chrome 141 on Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140 on Linux'],
  ['', 'Unknown browser'],
  [null, 'Unknown browser'],
])('names the browser of %j', (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name)
})

it('never fails, and never repeats at length what a stranger sent', () => {
  for (const userAgent of ['x'.repeat(100_000), '<script>', '\u0000', '((((']) {
    expect(browserName(userAgent).length).toBeLessThan(60)
  }
})
