import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addApplication } from '@/lib/commands/add-application'
import { addUser } from '@/lib/commands/add-user'
import { bulkUpdateFindings } from '@/lib/commands/bulk-update-findings'
import { updateFinding } from '@/lib/commands/update-finding'
import { extendEnv } from '@/lib/env'
import { sendDue } from '@/lib/notify/send-due'
import { listFindings } from '@/lib/query/findings'
import { workBulkJobs } from '@/lib/worker/bulk-jobs'
import { createTestDatabase } from '@/tests/support/database'
import { cli, putFindings, startMailServer, type MailServer } from '@/tests/support/notify'

const applicationID = randomUUID()
const [first, second] = [randomUUID(), randomUUID()]
const since = new Date(Date.now() - 3_600_000)
let mail: MailServer

beforeAll(async () => {
  const { url } = await createTestDatabase()
  mail = await startMailServer()
  extendEnv({ SMTP_URL: mail.url })
  const named = { name: 'First', tenantID: randomUUID(), environment: 'live', baseURL: 'https://p.example' } as const
  await addApplication(cli, { ...named, applicationID })
  for (const email of ['priya@desk.example', 'arun@desk.example']) await addUser(cli, { email, role: 'ops' })
  await putFindings(url, [
    { applicationID, findingID: first, since },
    { applicationID, findingID: second, since },
  ])
})

afterAll(() => mail.close())

/** Lines that the mail broke are whole again. */
const received = async () => {
  mail.mails.length = 0
  while ((await sendDue()) > 0);
  return mail.mails.map(({ to, raw }) => ({ to, text: raw.replaceAll('=\r\n', '').replaceAll('=3D', '=') }))
}

describe('somebody whom a note mentions', () => {
  it('gets one e-mail that says where, and nothing of the note; nobody else gets one', async () => {
    const note = 'Spoke to Mrs Rao, @priya please call the lender'
    await updateFinding(cli, { findingID: first, applicationID }, { note })
    const [only, ...others] = await received()
    expect([only?.to, others]).toEqual([['priya@desk.example'], []])
    expect(only?.text).toContain('You were mentioned')
    expect(only?.text).toContain(`/findings/${first}`)
    expect(only?.text).not.toContain('Rao')
    await updateFinding(cli, { findingID: first, applicationID }, { status: 'acknowledged' })
    expect(await received()).toEqual([])
  })

  it('finds it among the findings that mention them', async () => {
    const mine = await listFindings(cli, { mentions: 'priya@desk.example', status: 'acknowledged' })
    expect(mine.data.map(({ id }) => id)).toEqual([first])
    expect((await listFindings(cli, { mentions: 'arun@desk.example' })).data).toEqual([])
  })

  it('gets one e-mail of a note that a job writes on many findings', async () => {
    const change = { note: 'The lender has a holiday, @arun' }
    const { jobID } = await bulkUpdateFindings(cli, { filter: {}, change, reason: 'holiday' })
    while (await workBulkJobs());
    const mails = await received()
    expect(mails.map(({ to }) => to)).toEqual([['arun@desk.example']])
    expect(mails[0]?.text).toContain(`/jobs/${jobID}`)
  })
})
