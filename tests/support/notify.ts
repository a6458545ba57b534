import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import type { Principal } from '@/lib/auth/principal'
import { toJson } from '@/lib/store/journey-json'
import { runSQL } from '@/tests/support/sql'

export interface ReceivedMail {
  to: string[]
  raw: string
}

export interface MailServer {
  url: string
  mails: ReceivedMail[]
  /** Refuses the next so many recipients with this code. */
  refuse: (code: number, times: number) => void
  close: () => Promise<void>
}

/** A real SMTP server on a free port. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  let refusal = { code: 0, times: 0 }
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: (_address, _session, done) => {
      if (refusal.times <= 0) return done()
      refusal = { ...refusal, times: refusal.times - 1 }
      done(Object.assign(new Error('Refused by the test'), { responseCode: refusal.code }))
    },
    onData: (stream, session, done) => {
      void text(stream).then((raw) => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}?from=desk@desk.example`,
    mails,
    refuse: (code, times) => {
      refusal = { code, times }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

export const cli: Principal = { kind: 'system', name: 'cli' }

export interface FindingSeed {
  applicationID: string
  findingID: string
  condition?: string
  cause?: string
  severity?: string
  status?: string
  subjectID?: string
  environment?: string
  since: Date
}

/** Findings as detection leaves them, without the history behind them. */
export async function putFindings(url: string, seeds: FindingSeed[]): Promise<void> {
  const rows = seeds.map((seed) => ({
    condition: 'offers-pending',
    cause: 'lender-dispatch-in-flight',
    severity: 'high',
    status: 'open',
    environment: 'live',
    subjectID: `j-${seed.findingID.slice(0, 8)}`,
    ...seed,
    episodes: [{ from: seed.since, to: seed.status === 'resolved' ? seed.since : null }],
  }))
  await runSQL(
    url,
    `INSERT INTO finding (application_id, finding_id, fingerprint, condition, cause, confidence, severity, status,
       subject_type, subject_id, environment, first_seen_at, last_seen_at, occurrences, episodes, summary, rejected_causes)
     SELECT "applicationID", "findingID", "findingID"::text, condition, cause, 1, severity, status, 'journey', "subjectID",
       environment, since, since, 1, episodes, 'Asha Rao waits, asha@example.com', '[]'
     FROM jsonb_to_recordset($1::jsonb) AS t("applicationID" uuid, "findingID" uuid, condition text, cause text,
       severity text, status text, "subjectID" text, environment text, since timestamptz, episodes jsonb)
     ON CONFLICT (application_id, finding_id) DO UPDATE SET status = EXCLUDED.status, severity = EXCLUDED.severity`,
    [toJson(rows)],
  )
}
