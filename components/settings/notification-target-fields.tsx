'use client'

import type { Target } from '@/lib/query/notifications'
import { CheckField, TextField } from './notification-fields'

export type Kind = Target['kind']

export const KIND_WORDS: Record<Kind, string> = {
  slack: 'Slack-compatible',
  webhook: 'signed webhook',
  email: 'e-mail',
}

const ADDRESS: Record<Kind, { label: string; placeholder: string }> = {
  slack: { label: 'Incoming webhook URL', placeholder: 'https://hooks.slack.com/services/…' },
  webhook: { label: 'URL', placeholder: 'https://ops.example.com/hooks/desk' },
  email: { label: 'E-mail addresses', placeholder: 'oncall@example.com, lead@example.com' },
}

export interface AddressFieldProps {
  kind: Kind
  /** Of a target that has one, it may be left empty: it stays. */
  required?: boolean
  /** Enough to recognise the one that it has. */
  hint?: string
  address: string
  onAddress: (address: string) => void
  allowPrivate: boolean
  onAllowPrivate: (allow: boolean) => void
  /** Whether SMTP_URL is set. */
  hasMail: boolean
  mayAllowHosts: boolean
}

/** Where a target sends to; of a URL, whether an admin lets its host be a private one. */
export function AddressField({ kind, hint, address, onAddress, ...props }: AddressFieldProps) {
  const isURL = kind !== 'email'
  const help = isURL ? 'Public https addresses; redirects are not followed.' : mailHelp(props.hasMail)
  return (
    <>
      <TextField
        label={ADDRESS[kind].label}
        required={props.required}
        type={isURL ? 'url' : 'text'}
        autoComplete="off"
        spellCheck={false}
        value={address}
        onChange={onAddress}
        placeholder={ADDRESS[kind].placeholder}
        help={hint ? `Empty: it stays ${hint}. ${help}` : help}
      />
      {isURL && props.mayAllowHosts && (
        <CheckField
          label="Allow this host although it is in a private network"
          checked={props.allowPrivate}
          onChange={props.onAllowPrivate}
        />
      )}
    </>
  )
}

function mailHelp(hasMail: boolean): string {
  return hasMail ? 'With commas between them.' : 'SMTP_URL is not set: nothing is sent until the desk starts with it.'
}
