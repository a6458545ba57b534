import { expect, it } from 'vitest'
import { runFaults } from '@/tests/faults/campaign'

it('nothing acknowledged is lost or doubled while Postgres, web and worker are killed', async () => {
  const said: string[] = []
  const report = await runFaults({
    seed: 7,
    kills: 3,
    victims: ['postgres', 'web', 'worker'],
    settings: [],
    say: (line) => said.push(line),
  })
  const { lost, doubled, wrong, detection, ledger } = report
  expect({ lost, doubled, wrong, detection, answers: ledger.wrong }).toEqual({
    lost: [],
    doubled: [],
    wrong: [],
    detection: [],
    answers: [],
  })
  expect(ledger.acknowledged.size).toBeGreaterThan(50)
  expect(ledger.answers['503']).toBeGreaterThan(0)
})
