import type { Browser, BrowserContext, ConsoleMessage } from 'playwright-core'
import { afterEach, expect } from 'vitest'

/** Of one test, and of the tests before it where they left something: `npm test` sums them over the whole run. */
export interface PolicyTally {
  /** Documents that were watched for refusals by the content security policy. */
  documents: number
  violations: string[]
}

declare module 'vitest' {
  interface TaskMeta {
    policy?: PolicyTally
  }
}

const WATCHED = 'CSP watched'
const REFUSED = 'CSP refused'

let seen: PolicyTally = { documents: 0, violations: [] }

afterEach(({ task }) => {
  task.meta.policy = takeTally()
  expect(task.meta.policy.violations, 'the content security policy refused something').toEqual([])
})

/** Every page of every context of this browser, whoever opens it: a refusal fails the test that runs. */
export function watchPolicy(browser: Browser): void {
  browser.on('context', (context) => void watchContext(context))
}

/** What was seen since it was last asked. */
export function takeTally(): PolicyTally {
  const taken = seen
  seen = { documents: 0, violations: [] }
  return taken
}

async function watchContext(context: BrowserContext): Promise<void> {
  context.on('console', note)
  await context.addInitScript(
    ({ watched, refused }) => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`${refused} ${event.blockedURI || event.sample} by ${event.violatedDirective}`)
      })
      if (location.protocol.startsWith('http')) console.debug(watched)
    },
    { watched: WATCHED, refused: REFUSED },
  )
}

function note(message: ConsoleMessage): void {
  const text = message.text()
  if (text === WATCHED) seen.documents += 1
  if (text.startsWith(REFUSED)) seen.violations.push(`${text} (${message.location().url})`)
}
