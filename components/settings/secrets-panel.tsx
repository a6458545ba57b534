import type { ReactNode } from 'react'
import { EmptyState } from '@/components/ui/empty-state'
import { NarrowItem, NarrowList } from '@/components/ui/narrow-list'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Badge, StatusPill } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { ApplicationSecrets, Secret } from '@/lib/query/secrets'
import { AddSecret } from './add-secret'
import { SecretActions } from './secret-actions'

interface SecretsPanelProps {
  application: ApplicationSecrets
  /** Whether the reader may add and retire. */
  mayChange: boolean
}

/** One application's webhook secrets: which verify, until when, and when each last did. */
export function SecretsPanel({ application, mayChange }: SecretsPanelProps) {
  const { applicationID, name, environment, secrets } = application
  const active = secrets.filter(({ status }) => status === 'active').length
  const titleID = `secrets-${applicationID}`
  const actionsOf = (secret: Secret) =>
    mayChange &&
    secret.status === 'active' && <SecretActions applicationID={applicationID} secret={secret} isLast={active === 1} />
  return (
    <Panel aria-labelledby={titleID}>
      <PanelHeader
        id={titleID}
        title={
          <span className="flex flex-wrap items-center gap-2">
            Webhook secrets of {name}
            <Badge>{environment}</Badge>
          </span>
        }
      >
        {mayChange && <AddSecret applicationID={applicationID} application={name} active={active} />}
      </PanelHeader>
      {active === 0 && secrets.length > 0 && (
        <p className="mx-4 mb-2 rounded-md bg-stuck-ground px-2.5 py-1.5 text-stuck">
          No secret is active: every webhook of this application is refused.
        </p>
      )}
      {secrets.length === 0 ? (
        <EmptyState title="No secret yet">
          Every webhook of this application is refused until you add the one that the platform signs them with.
        </EmptyState>
      ) : (
        <>
          <WideSecrets name={name} secrets={secrets} actionsOf={actionsOf} />
          <NarrowSecrets name={name} secrets={secrets} actionsOf={actionsOf} />
        </>
      )}
    </Panel>
  )
}

interface SecretsProps {
  name: string
  secrets: Secret[]
  actionsOf: (secret: Secret) => ReactNode
}

function WideSecrets({ name, secrets, actionsOf }: SecretsProps) {
  return (
    <Table label={`Secrets of ${name}`} wrapperClassName="hidden md:block">
      <TableHead>
        <tr>
          <TableHeader>Secret</TableHeader>
          <TableHeader>State</TableHeader>
          <TableHeader>Last verified a delivery</TableHeader>
          <TableHeader>Added</TableHeader>
          <TableHeader>
            <span className="sr-only">Change</span>
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {secrets.map((secret) => (
          <TableRow key={secret.secretID}>
            <TableCell className="mono">{secret.hint}</TableCell>
            <TableCell>
              <SecretStatus secret={secret} />
            </TableCell>
            <TableCell className="text-ink-2">
              <LastVerified secret={secret} />
            </TableCell>
            <TableCell className="text-ink-2">
              <RelativeTime at={secret.createdAt} />
            </TableCell>
            <TableCell numeric className="py-0">
              {actionsOf(secret)}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function NarrowSecrets({ name, secrets, actionsOf }: SecretsProps) {
  return (
    <NarrowList label={`Secrets of ${name}`}>
      {secrets.map((secret) => (
        <NarrowItem
          key={secret.secretID}
          title={<span className="mono">{secret.hint}</span>}
          aside={
            <span className="flex items-center gap-1">
              <SecretStatus secret={secret} />
              {actionsOf(secret)}
            </span>
          }
        >
          <span className="text-xs">
            <span className="text-ink-3">last verified</span> <LastVerified secret={secret} />
          </span>
        </NarrowItem>
      ))}
    </NarrowList>
  )
}

function SecretStatus({ secret: { status, retireAt, retiredAt } }: { secret: Secret }) {
  if (status === 'retired') {
    const at = retiredAt ?? retireAt
    return <StatusPill tone="idle">retired {at && <RelativeTime at={at} />}</StatusPill>
  }
  if (retireAt) {
    return (
      <StatusPill tone="wait">
        retires <RelativeTime at={retireAt} />
      </StatusPill>
    )
  }
  return <StatusPill tone="good">active</StatusPill>
}

/** When it last worked, so that one knows when the old one can go. */
function LastVerified({ secret: { lastVerifiedAt, isSuperseded, retireAt } }: { secret: Secret }) {
  return (
    <span>
      {lastVerifiedAt ? <RelativeTime at={lastVerifiedAt} /> : <span className="text-ink-3">never</span>}
      {isSuperseded && retireAt === null && (
        <span className="text-ink-3"> · a newer one verifies since: this one can go</span>
      )}
    </span>
  )
}
