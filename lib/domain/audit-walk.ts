import { CHAIN_START, chainBreak, type ChainedEntry, type ChainEnd } from './audit-chain'

/** What somebody wrote down of an entry's hash, so that the chain cannot be written anew unseen. */
export interface Anchor extends ChainEnd {
  /** `checkpoint`, `the end of the chain` or `given anchor`. */
  what: string
  /** `forged`: its signature is not ours. `unknown`: by a key that is not configured, so that it says nothing. */
  standing: 'trusted' | 'forged' | 'unknown'
  /** Whether a chain may begin behind it. */
  mayBegin: boolean
  /** Whether nothing may come behind it. */
  isEnd: boolean
}

export interface Broken {
  /** The first entry that is not as it was written. */
  id: bigint
  problem: string
}

export interface Walk {
  /** Null before the first entry. */
  end: ChainEnd | null
  first: bigint | null
  entries: number
  anchors: Anchor[]
}

export function beginWalk(anchors: Anchor[]): Walk {
  return { end: null, first: null, entries: 0, anchors: anchors.filter(({ standing }) => standing !== 'unknown') }
}

/** One entry further, in the order of time. Where it answers a break, the walk ends. */
export function walkOn(walk: Walk, entry: ChainedEntry): Broken | null {
  const before = walk.end ?? startOf(walk.anchors, entry)
  if ('problem' in before) return before
  const problem = chainBreak(before, entry)
  if (problem) return { id: problem.id, problem: problem.words }
  walk.first ??= entry.id
  walk.entries += 1
  walk.end = { id: entry.id, hash: entry.hash }
  return contradiction(walk.anchors, walk.end)
}

/** After the last entry: whether something is known that should come behind it, or before all of it. */
export function endWalk(walk: Walk): Broken | null {
  const end = walk.end ?? emptyEnd(walk.anchors)
  const forged = walk.anchors.find(({ id, standing }) => standing === 'forged' && (!walk.first || id < walk.first))
  if (forged) return forgery(forged)
  const last = walk.anchors.find(({ isEnd, id }) => isEnd && id < end.id)
  if (last) return { id: last.id + 1n, problem: `Entry ${last.id + 1n} was put in behind the end of the chain.` }
  const beyond = walk.anchors.filter(({ id, standing }) => standing === 'trusted' && id > end.id)
  const furthest = beyond.toSorted((a, b) => Number(b.id - a.id))[0]
  if (!furthest) return null
  const problem = `Entries ${end.id + 1n} to ${furthest.id} are missing at the end: the ${furthest.what} knows of them.`
  return { id: end.id + 1n, problem }
}

/** A chain that does not begin with entry 1 begins behind a checkpoint of ours. */
function startOf(anchors: Anchor[], first: ChainedEntry): ChainEnd | Broken {
  if (first.id <= 1n) return CHAIN_START
  const before = first.id - 1n
  const behind = anchors.filter(({ id, mayBegin }) => mayBegin && id === before)
  const trusted = behind.find(({ standing }) => standing === 'trusted')
  if (trusted) return trusted
  if (behind[0]) return forgery(behind[0])
  const missing = before === 1n ? 'Entry 1 is' : `Entries 1 to ${before} are`
  return { id: 1n, problem: `${missing} missing, and no checkpoint that we signed ends there.` }
}

function emptyEnd(anchors: Anchor[]): ChainEnd {
  const trusted = anchors.filter(({ mayBegin, standing }) => mayBegin && standing === 'trusted')
  return trusted.toSorted((a, b) => Number(b.id - a.id))[0] ?? CHAIN_START
}

function contradiction(anchors: Anchor[], { id, hash }: ChainEnd): Broken | null {
  for (const anchor of anchors.filter((candidate) => candidate.id === id)) {
    if (anchor.standing === 'forged') return forgery(anchor)
    if (Buffer.compare(anchor.hash, hash) === 0) continue
    return { id, problem: `Entry ${id} is not the one that the ${anchor.what} knows: the chain was written anew.` }
  }
  return null
}

function forgery({ id }: Anchor): Broken {
  return { id, problem: `The checkpoint of entry ${id} is forged: its signature is not ours.` }
}
