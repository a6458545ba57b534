import { errorSummary } from './error-summary'
import { log } from './log'

/** Next prints an error of a page whole, with what it quotes: from here on the log tells of it as of every other. */
export function quietConsole(): void {
  const print = console.error
  console.error = (...said: unknown[]) => {
    const error = said.find((item) => item instanceof Error)
    if (error) log().error({ failure: errorSummary(error) }, 'a page failed unexpectedly')
    else print(...said)
  }
}
