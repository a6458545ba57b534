import { vitalsSchema, type WorkerBeat } from '@/lib/domain/worker-beat'
import { db } from './client'

const KEPT_MS = 86_400_000

export async function saveWorkerBeat({ workerID, ...beat }: WorkerBeat): Promise<void> {
  await db().workerBeat.upsert({
    where: { workerID },
    create: { workerID, ...beat },
    update: beat,
    select: { workerID: true },
  })
  await db().workerBeat.deleteMany({ where: { seenAt: { lt: new Date(beat.seenAt.getTime() - KEPT_MS) } } })
}

/** A worker that ends on purpose takes its row along: only one that died is missed. */
export async function removeWorkerBeat(workerID: string): Promise<void> {
  await db().workerBeat.deleteMany({ where: { workerID } })
}

/** Of the last day, the newest worker first. */
export async function readWorkerBeats(): Promise<WorkerBeat[]> {
  const select = { workerID: true, startedAt: true, seenAt: true, version: true, vitals: true } as const
  const rows = await db().workerBeat.findMany({ select, orderBy: { startedAt: 'desc' }, take: 50 })
  return rows.map(({ vitals, ...row }) => ({ ...row, vitals: vitalsSchema.parse(vitals) }))
}
