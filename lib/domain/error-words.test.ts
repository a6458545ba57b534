import { expect, it } from 'vitest'
import { DeskError } from '@/lib/errors'
import { errorWords } from './error-words'

const withCode = (code: string) => Object.assign(new Error('Key (name)=(Asha Rao) exists'), { code })
const parsed = (): unknown => {
  try {
    return JSON.parse('Asha Rao')
  } catch (error) {
    return error
  }
}

it.each([
  ['our own words', new Error('The rows of the job cannot be done.'), 'Error: The rows of the job cannot be done.'],
  ['a fault of ours', new TypeError('x is not a function'), 'TypeError: x is not a function'],
  ['an error for people', new DeskError('NOT_FOUND', 'There is no job.'), 'DeskError: There is no job.'],
  ['a PAN in it', new Error('cannot judge ABCPE1234F'), 'Error: cannot judge [pan]'],
  ['a mobile number in it', new Error('cannot judge +91 98765 43210'), 'Error: cannot judge [mobile]'],
  ['a driver that quotes a row', withCode('23505'), 'Error: 23505'],
  ['a parser that quotes its input', parsed(), 'SyntaxError'],
  ['no error at all', 'Asha Rao', 'thrown: string'],
])('keeps of %s what may be kept', (_what, error, kept) => {
  expect(errorWords(error)).toBe(kept)
})

it('keeps no more than fits a line or two', () => {
  expect(errorWords(new Error('x'.repeat(5_000)))).toHaveLength(300)
})
