'use client'

import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Badge, StatusPill } from '@/components/ui/status-pill'
import { RelativeTime } from '@/components/ui/time'
import type { Application } from '@/lib/query/secrets'
import type { Token } from '@/lib/query/tokens'
import { RevokeToken } from './revoke-token'
import { TokenDialog } from './token-dialog'

interface TokensPanelProps {
  tokens: Token[]
  applications: Application[]
  seesAll: boolean
}

/** Tokens of scripts and services: what each may, of what, and whether it is still used. */
export function TokensPanel({ tokens, applications, seesAll }: TokensPanelProps) {
  return (
    <Panel aria-labelledby="tokens-title">
      <PanelHeader id="tokens-title" title="Tokens">
        <TokenDialog applications={applications} seesAll={seesAll} />
      </PanelHeader>
      {tokens.length === 0 ? (
        <EmptyState title="No token yet">Create one for what reports calls or reads findings.</EmptyState>
      ) : (
        <ul aria-label="Tokens" className="divide-y divide-line pb-1">
          {tokens.map((token) => (
            <TokenItem
              key={token.id}
              token={token}
              applications={applications}
              mayRevoke={seesAll || !!token.applicationID}
            />
          ))}
        </ul>
      )}
    </Panel>
  )
}

interface TokenItemProps {
  token: Token
  applications: Application[]
  mayRevoke: boolean
}

function TokenItem({ token, applications, mayRevoke }: TokenItemProps) {
  const { id, name, scopes, applicationID, createdAt, createdBy, lastUsedAt, revokedAt } = token
  const application = applications.find((row) => row.applicationID === applicationID)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <span className="min-w-0 flex-1 basis-48">
        <span className="flex flex-wrap items-center gap-2 font-medium [overflow-wrap:anywhere]">
          {name}
          {scopes.map((scope) => (
            <Badge key={scope}>{scope}</Badge>
          ))}
          {revokedAt && (
            <StatusPill tone="idle">
              revoked <RelativeTime at={revokedAt} />
            </StatusPill>
          )}
        </span>
        <span className="text-ink-3 [overflow-wrap:anywhere]">
          {applicationID === null ? 'every application' : (application?.name ?? applicationID)} · made{' '}
          <RelativeTime at={createdAt} /> by {createdBy} ·{' '}
          {lastUsedAt ? (
            <>
              last used <RelativeTime at={lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </span>
      </span>
      {!revokedAt && mayRevoke && <RevokeToken tokenID={id} name={name} />}
    </li>
  )
}
