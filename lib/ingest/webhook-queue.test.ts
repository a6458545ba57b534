import { describe, expect, it } from 'vitest'
import { createGroups, type GroupOptions } from './webhook-queue'

function gathering(more: Partial<GroupOptions<number, string>> = {}) {
  const stored: number[][] = []
  const open: (() => void)[] = []
  const save = async (items: number[]) => {
    stored.push(items)
    await new Promise<void>((resolve) => open.push(resolve))
    if (items.some((item) => item < 0)) throw new Error(`cannot store ${items.join()}`)
    return items.map((item) => `stored ${item}`)
  }
  const limits = {
    groupMax: 3,
    weightMax: 1_000,
    inFlightMax: 1,
    besideMin: 3,
    slowMs: 10_000,
    waitingMax: 5,
    patienceMs: 1_000,
  }
  const groups = createGroups<number, string>({ save, weigh: () => 1, ...limits, ...more })
  const turn = () => new Promise((resolve) => setTimeout(resolve, 2))
  const commit = async () => {
    await turn()
    open.shift()?.()
    await turn()
  }
  return { ...groups, stored, commit }
}

describe('requests that come while others are stored', () => {
  it('are stored together, none answered before the commit of its group', async () => {
    const { add, stored, commit } = gathering()
    let answered = 0
    const answers = [1, 2, 3, 4, 5].map((item) => add(item).finally(() => answered++))
    await commit()
    expect([stored, answered]).toEqual([
      [
        [1, 2, 3],
        [4, 5],
      ],
      3,
    ])
    await commit()
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5].map((item) => `stored ${item}`))
  })

  it('go beside the group before where they fill one of their own', async () => {
    const { add, stored, commit } = gathering({ inFlightMax: 2 })
    const answers = [1, 2, 3, 4, 5].map(add)
    await commit()
    expect(stored).toEqual([
      [1, 2, 3],
      [4, 5],
    ])
    answers.push(add(6), add(7), add(8))
    await commit()
    expect(stored.slice(2)).toEqual([[6, 7, 8]])
    await commit()
    await Promise.all(answers)
  })

  it('go beside a group that takes long', async () => {
    const { add, stored, commit } = gathering({ inFlightMax: 2, slowMs: 20 })
    const answers = [add(1)]
    await new Promise((resolve) => setTimeout(resolve, 5))
    answers.push(add(2))
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(stored).toEqual([[1], [2]])
    await commit()
    await commit()
    await Promise.all(answers)
  })

  it('wait where the group is heavy enough without them', async () => {
    const { add, stored, commit } = gathering({ weightMax: 10, weigh: (item) => item })
    const answers = [50, 6, 3, 2].map(add)
    for (let turn = 0; turn < 3; turn++) await commit()
    expect(stored).toEqual([[50], [6, 3], [2]])
    await Promise.all(answers)
  })
})

it('one that cannot be stored harms none of its neighbours', async () => {
  const { add, commit } = gathering()
  const answers = Promise.allSettled([add(1), add(-2), add(3)])
  for (let turn = 0; turn < 6; turn++) await commit()
  expect(
    (await answers).map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason.message)),
  ).toEqual(['stored 1', 'cannot store -2', 'stored 3'])
})

it('a database that is away is asked once a group, and all are told', async () => {
  let asked = 0
  const save = async () => {
    asked += 1
    throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  }
  const limits = {
    groupMax: 9,
    weightMax: 99,
    inFlightMax: 1,
    besideMin: 9,
    slowMs: 40,
    waitingMax: 9,
    patienceMs: 999,
  }
  const groups = createGroups<number, string>({ save, weigh: () => 1, ...limits })
  const answers = await Promise.allSettled([1, 2, 3].map(groups.add))
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(asked).toBe(1)
})

it('too many are told to come again, at once', async () => {
  const { add, commit } = gathering({ waitingMax: 2 })
  const answers = [add(1), add(2)]
  await expect(add(3)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 1 })
  await commit()
  await Promise.all(answers)
  const later = add(4)
  await commit()
  expect(await later).toBe('stored 4')
})

it('who was told that it took too long is not stored afterwards', async () => {
  const { add, stored, commit } = gathering({ groupMax: 1, patienceMs: 20 })
  const first = add(1)
  const second = add(2)
  second.catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 40))
  await commit()
  expect(await first).toBe('stored 1')
  await expect(second).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(stored).toEqual([[1]])
})
