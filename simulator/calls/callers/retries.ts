import { MINUTE, SECOND } from '../../world/types'
import type { Random } from '../../world/random'
import { endOf, moments, newSession, nothingWrong, scenariosOf, type CallerStage, type Play } from './types'

const { fault, healthy } = scenariosOf('rate-limited')

interface Retried {
  /** 429s before the call gets through. */
  limited: (random: Random) => number
  /** Milliseconds from an answer to try n + 1; `asked` is null where no Retry-After was told. */
  wait: (attempt: number, asked: number | null, random: Random) => number
  asked: (random: Random) => number | null
}

/** One read that meets 429s and is repeated until it gets through. Answers when its last repeat was sent. */
function chain(stage: CallerStage, start: number, { limited, wait, asked }: Retried): number {
  const { writer, random } = stage
  const { given } = newSession(stage, start)
  const read = { ...given, method: 'GET', path: `/journeys/${random.uuid()}/state` }
  let at = start
  const count = limited(random)
  for (let attempt = 1; attempt <= count; attempt += 1) {
    const told = asked(random)
    const { durationMs } = writer.refuse(at, 'RATE_LIMITED', { ...read, ...(told ? { retryAfterMs: told } : {}) })
    at += durationMs + wait(attempt, told, random)
  }
  writer.add(at, read)
  return at
}

function chains(retried: Retried, count: readonly [least: number, most: number]): Play {
  return (stage) => {
    const { random, from, to } = stage
    const many = random.int(...count)
    const gap = (to - from) / many
    return endOf(Array.from({ length: many }, (_, index) => chain(stage, from + index * gap, retried)))
  }
}

const untold = (): null => null
const told =
  (low: number, high: number) =>
  (random: Random): number =>
    1000 * random.int(low, high)
const times =
  (low: number, high: number) =>
  (random: Random): number =>
    random.int(low, high)
const early: Retried = {
  limited: times(1, 1),
  asked: told(3, 9),
  wait: (_, asked, random) => (asked ?? 0) * random.between(0.05, 0.3),
}
const patient: Retried = {
  limited: times(1, 1),
  asked: told(2, 9),
  wait: (_, asked, random) => (asked ?? 0) + random.between(50, 900),
}

/** Most 429s are waited out, and those at the given places are not. */
function mixed(count: number, hasty: readonly number[]): Play {
  return (stage) => {
    const gap = (stage.to - stage.from) / count
    const sent = Array.from({ length: count }, (_, index) =>
      chain(stage, stage.from + index * gap, hasty.includes(index) ? early : patient),
    )
    return endOf(hasty.flatMap((index) => sent[index] ?? []))
  }
}

const jitter = (base: number) => (attempt: number, _: number | null, random: Random) =>
  random.next() * base * 2 ** (attempt - 1)
const growing = (attempt: number, asked: number | null, random: Random): number =>
  (asked ?? 0) + 1000 * 2 ** attempt * random.between(0.9, 1.1)

const MISSING: Play[] = [
  chains({ limited: times(4, 5), asked: told(2, 6), wait: (_, __, random) => random.between(600, 900) }, [7, 10]),
  chains({ limited: times(3, 6), asked: told(1, 3), wait: (_, __, random) => random.between(0, 8) }, [5, 8]),
  chains({ limited: times(4, 5), asked: untold, wait: (_, __, random) => 5000 * random.between(0.95, 1.05) }, [6, 9]),
  chains({ limited: times(4, 6), asked: untold, wait: (_, __, random) => random.between(1000, 2000) }, [8, 12]),
  chains(early, [8, 14]),
  chains({ limited: times(4, 6), asked: untold, wait: (_, __, random) => random.between(0, 10) }, [3, 4]),
  mixed(17, [1, 4, 8, 11, 15]),
  chains({ limited: times(7, 9), asked: untold, wait: (_, __, random) => 3000 * random.between(0.97, 1.03) }, [1, 1]),
]

const BACKING_OFF: Play[] = [
  chains({ limited: times(4, 5), asked: told(2, 6), wait: growing }, [6, 8]),
  chains({ limited: times(3, 4), asked: untold, wait: jitter(2000) }, [9, 12]),
  chains({ limited: times(3, 3), asked: untold, wait: jitter(2000) }, [1, 1]),
  chains(
    { limited: times(3, 5), asked: untold, wait: (attempt, _, random) => 1000 * 2 ** attempt * random.between(0.5, 1) },
    [6, 9],
  ),
  chains(patient, [20, 30]),
  chains({ limited: times(3, 5), asked: untold, wait: jitter(200) }, [6, 10]),
  chains({ limited: times(4, 5), asked: untold, wait: (attempt) => 1000 * 2 ** attempt }, [1, 4]),
]

/** 429s, and the call is given up. */
const givenUp: Play = (stage) => {
  const { writer, random } = stage
  const { given } = newSession(stage, stage.from)
  for (const at of moments(stage, 80 * SECOND)) {
    const path = `/journeys/${random.uuid()}/state`
    writer.refuse(at, 'RATE_LIMITED', { ...given, method: 'GET', path, retryAfterMs: 4000 })
  }
  return null
}

/** Many borrowers at the limit together, each call sent once. */
const combined: Play = (stage) => {
  const { writer, random } = stage
  const sessions = Array.from({ length: 6 }, () => newSession(stage, stage.from))
  let at = stage.from
  for (let count = 0; count < 30; count += 1) {
    const { given } = sessions[count % sessions.length] ?? newSession(stage, at)
    const path = `/journeys/${random.uuid()}/state`
    writer.refuse(at, 'RATE_LIMITED', { ...given, method: 'GET', path, retryAfterMs: 3000 })
    at += random.between(1, 4) * SECOND
  }
  return { last: at }
}

export interface Write {
  keys: 'same' | 'new' | 'none'
  digest: 'same' | 'new'
}

/** Writes that meet 429s and are repeated with growing waits. */
export function writes({ keys, digest }: Write, most = Infinity): Play {
  return (stage) => {
    const { writer, random } = stage
    const repeats: number[] = []
    for (const start of moments(stage, 4 * MINUTE, most)) {
      const { given } = newSession(stage, start)
      const [method, path] = random.pick([
        ['PUT', '/profile'],
        ['POST', '/profile/submit'],
      ] as const)
      const key = `idem_${random.hex(16)}`
      const sha = random.hex(64)
      let at = start
      for (let attempt = 1; attempt <= 4; attempt += 1) {
        const idempotencyKey = keys === 'same' ? key : `idem_${random.hex(16)}`
        const sent = { ...given, method, path, idempotencyKey, bodySha256: digest === 'same' ? sha : random.hex(64) }
        const call =
          attempt < 4 ? writer.refuse(at, 'RATE_LIMITED', { ...sent, retryAfterMs: 2000 }) : writer.add(at, sent)
        if (keys === 'none') delete call.idempotencyKey
        if (attempt === 2) repeats.push(at)
        at += call.durationMs + 2200 * 2 ** attempt * random.between(0.9, 1.1)
      }
    }
    return endOf(repeats)
  }
}

export const RETRY_SCENARIOS = [
  fault('backend-sync', 'missing-backoff', ...MISSING),
  healthy(
    'patient-sync',
    'missing-backoff',
    'gaps that grow, Retry-After obeyed, or too few to tell',
    ...[...BACKING_OFF, givenUp, mixed(8, [2, 5]), mixed(74, [12, 40, 70])].map(nothingWrong),
  ),
  fault('fleet-sync', 'undetermined', combined),
  fault(
    'profile-writer',
    'retry-without-idempotency',
    writes({ keys: 'new', digest: 'same' }),
    writes({ keys: 'none', digest: 'same' }),
  ),
  healthy(
    'careful-writer',
    'retry-without-idempotency',
    'the same key on each retry, other writes, or too few to tell',
    nothingWrong(writes({ keys: 'same', digest: 'same' })),
    nothingWrong(writes({ keys: 'new', digest: 'new' })),
    nothingWrong(writes({ keys: 'new', digest: 'same' }, 2)),
  ),
]
