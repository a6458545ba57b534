import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { SetAsideSubjectSchema, type SetAsideSubject } from '@/lib/domain/set-aside'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { requeueSetAside } from '@/lib/store/set-aside'
import { inTransaction } from '@/lib/store/transaction'
import { parseInput } from './parse'

/** Has detection try again what it set aside after five failures. Throws CONFLICT where it is not set aside. */
export async function retrySetAside(principal: Principal, input: SetAsideSubject): Promise<{ retried: true }> {
  const subject = parseInput(SetAsideSubjectSchema, input)
  authorise(principal, 'reprocess', subject.applicationID)
  const { applicationID, subjectType, subjectID } = subject
  await inTransaction(async (tx) => {
    if (!(await requeueSetAside(tx, subject))) {
      throw new DeskError('CONFLICT', `${subjectType} ${subjectID} is not set aside: it was judged, or waits to be.`)
    }
    const entry = { actor: actorName(principal), action: 'retry.detection', applicationID, subject: subjectID }
    await writeAudit({ ...entry, detail: { subjectType } }, tx)
  })
  return { retried: true }
}
