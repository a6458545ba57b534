'use client'

import { CodeBlock } from '@/components/ui/code-block'
import { CopyableID } from '@/components/ui/copyable-id'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { KeyValueList, KeyValueRow } from '@/components/ui/key-value'
import { ExactTime } from '@/components/ui/time'
import type { AuditEntry } from '@/lib/query/audit'

/** What was done, in a word; everything that is known of it on a click. */
export function AuditDetail({ entry }: { entry: AuditEntry }) {
  return (
    <Dialog>
      <DialogTrigger className="link mono min-h-6 text-left font-medium">{entry.action}</DialogTrigger>
      <DialogContent title={entry.action} description={`Entry ${entry.id} of the chain`}>
        <div className="flex flex-col gap-3 overflow-y-auto px-4 pb-4">
          <KeyValueList className="*:sm:grid-cols-[112px_1fr]">
            <KeyValueRow label="When">
              <ExactTime at={entry.at} />
            </KeyValueRow>
            <KeyValueRow label="Who">{entry.actor}</KeyValueRow>
            <KeyValueRow label="Why">{entry.reason ?? 'no reason given'}</KeyValueRow>
            <IDRow label="User or token" id={entry.actorID} />
            <IDRow label="Application" id={entry.applicationID} />
            <IDRow label="Subject" id={entry.subject} />
            <KeyValueRow label="Address">{entry.address ?? 'not asked over the network'}</KeyValueRow>
            <KeyValueRow label="Program">
              <span className="[overflow-wrap:anywhere]">{entry.userAgent ?? '–'}</span>
            </KeyValueRow>
            <IDRow label="Request" id={entry.requestID} />
          </KeyValueList>
          {entry.detail !== null && <CodeBlock title="Detail" source={JSON.stringify(entry.detail, null, 2)} />}
        </div>
      </DialogContent>
    </Dialog>
  )
}

function IDRow({ label, id }: { label: string; id: string | null }) {
  if (id === null) return null
  return (
    <KeyValueRow label={label}>
      <CopyableID id={id} what={label.toLowerCase()} full />
    </KeyValueRow>
  )
}
