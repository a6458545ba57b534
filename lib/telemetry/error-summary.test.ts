import { expect, it } from 'vitest'
import { errorSummary } from './error-summary'

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

it('says where and of what kind an error is, and nothing that it quotes', () => {
  const quoting = thrownBy(() => JSON.parse('ABCDE1234F'))
  expect(String(quoting)).toContain('ABCDE1234F')
  expect(JSON.stringify(errorSummary(quoting))).not.toContain('ABCDE1234F')
  expect(errorSummary(quoting)).toMatchObject({ name: 'SyntaxError', stack: expect.stringContaining('at ') })
})

it('tells the message where our code is at fault', () => {
  expect(errorSummary(new TypeError('x is not a function'))).toMatchObject({ message: 'x is not a function' })
})
