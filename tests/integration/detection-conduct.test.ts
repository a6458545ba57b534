import { beforeAll, describe, expect, it } from 'vitest'
import { detectOnce } from '@/lib/detect/run'
import { apiCallSchema } from '@/lib/ingest/api-call-record'
import { draftApiCall } from '@/lib/ingest/draft-api-call'
import { insertApiCalls } from '@/lib/store/api-calls'
import { db } from '@/lib/store/client'
import { generateHistory } from '@/simulator/history/generate'
import type { Label } from '@/simulator/labels/types'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication } from '@/tests/support/webhooks'

/** Everything that a caller may do wrong, and what resembles it, in variants, against the truth about what was played. */

const NOW = new Date()
const VARIANTS = 3

let labels: Label[]
let found: string[]
beforeAll(async () => {
  await createTestDatabase()
  const { applicationID, tenantID } = await addTestApplication()
  const of = { applicationID, tenantID, secret: 'whsec_any', environment: 'test' as const, callersEach: VARIANTS }
  const history = generateHistory({ ...of, seed: 5, days: 4, journeys: 1, now: NOW })
  labels = history.callLabels().filter(({ subjectType }) => subjectType === 'caller')
  const drafts = [...history.calls].map((record) => draftApiCall(apiCallSchema.parse(record), 'batch').call)
  for (let at = 0; at < drafts.length; at += 2_000) await insertApiCalls(drafts.slice(at, at + 2_000))
  do {
    await db()
      .$executeRaw`UPDATE detect_queue SET due_at = now() - interval '1 second' WHERE subject_type <> 'caller-timer'`
  } while ((await detectOnce(NOW)) > 0)
  const select = { condition: true, cause: true, subjectID: true, status: true } as const
  const findings = await db().finding.findMany({ where: { applicationID, subjectType: 'caller' }, select })
  found = findings.map(({ subjectID, condition, cause, status }) =>
    nameOf(subjectID, condition, cause, status === 'open'),
  )
}, 60_000)

function nameOf(subjectID: string, condition: string, cause: string, isOpen: boolean): string {
  return `${subjectID}: ${condition} / ${cause}, ${isOpen ? 'open' : 'resolved'}`
}

describe('the conduct of callers', () => {
  it('gets its causes, open or resolved as it is, and no other', () => {
    const faults = labels.filter(({ kind }) => kind === 'fault')
    const isOn = (label: Label) =>
      faults.some(({ subjectID, cause, to }) => subjectID === label.subjectID && cause === label.cause && to === null)
    const wanted = faults.map((label) => nameOf(label.subjectID, label.condition, label.cause, isOn(label)))
    expect(found.toSorted()).toEqual([...new Set(wanted)].toSorted())
  })

  it('gets no finding where it merely resembles a fault', () => {
    const healthy = labels.filter(({ kind }) => kind === 'healthy').map(({ subjectID }) => `${subjectID}:`)
    expect(new Set(healthy).size).toBeGreaterThan(20)
    expect(found.filter((name) => healthy.some((subject) => name.startsWith(subject)))).toEqual([])
  })
})
