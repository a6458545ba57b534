import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/store/client'
import { claimSubjects, finishSubjects } from '@/lib/store/detect-work'
import { inTransaction } from '@/lib/store/transaction'
import { createTestDatabase } from '@/tests/support/database'

const APPLICATION = '11111111-1111-4111-8111-111111111111'
const NOW = Date.now()

beforeAll(createTestDatabase)
beforeEach(async () => void (await db().detectQueue.deleteMany()))

const ago = (seconds: number) => new Date(NOW - seconds * 1000)

async function wait(subjectType: string, subjectID: string, dueAt: Date, since: Date | null = null): Promise<void> {
  await db().detectQueue.create({ data: { applicationID: APPLICATION, subjectType, subjectID, dueAt, since } })
}

function claim(limit: number) {
  return inTransaction((tx) => claimSubjects(tx, ['journey', 'caller'], limit))
}

describe('claimed work', () => {
  it('is the subjects that wait longest, each with all its rows and the earliest time that is new', async () => {
    await wait('journey', 'young', ago(1))
    await wait('caller', 'app', ago(20), ago(500))
    await wait('caller', 'app', ago(2), ago(900))
    await wait('journey', 'old', ago(10))
    await wait('journey', 'ahead', ago(-60))
    await wait('delivery', 'another kind', ago(90))
    const claimed = await claim(2)
    expect(claimed.map(({ subjectID, ids }) => [subjectID, ids.length]).toSorted()).toEqual([
      ['app', 2],
      ['old', 1],
    ])
    expect(claimed.find(({ subjectID }) => subjectID === 'app')?.since).toEqual(ago(900))
  })

  it('tells subjects of one name and two kinds apart', async () => {
    await wait('journey', 'same', ago(2))
    await wait('caller', 'same', ago(1))
    expect((await claim(1)).map(({ subjectType }) => subjectType)).toEqual(['journey'])
    expect(await claim(5)).toHaveLength(2)
  })

  it('is passed over by another worker while one has it, and waits again when that one fails', async () => {
    await wait('journey', 'held', ago(5))
    await wait('journey', 'free', ago(1))
    const failed = inTransaction(async (tx) => {
      const mine = await claimSubjects(tx, ['journey'], 1)
      await finishSubjects(
        tx,
        mine.flatMap(({ ids }) => ids),
      )
      expect((await claim(5)).map(({ subjectID }) => subjectID)).toEqual(['free'])
      throw new Error('the worker died')
    })
    await expect(failed).rejects.toThrow('the worker died')
    expect(await claim(5)).toHaveLength(2)
  })
})
