import { PanelLink } from '@/components/ui/panel'

interface SettingsNavProps {
  isAdmin: boolean
  mayMakeTokens: boolean
}

/** To the pages behind the settings: those alone that the reader's role may use. */
export function SettingsNav({ isAdmin, mayMakeTokens }: SettingsNavProps) {
  return (
    <nav aria-label="Settings" className="-mx-1.5 -mt-2 flex flex-wrap gap-x-3 gap-y-1">
      <PanelLink href="/settings/account">Your account</PanelLink>
      {isAdmin && <PanelLink href="/settings/users">Users</PanelLink>}
      {mayMakeTokens && <PanelLink href="/settings/tokens">Tokens</PanelLink>}
      <PanelLink href="/settings/notifications">Notifications</PanelLink>
      {isAdmin && <PanelLink href="/settings/borrowers">Borrowers</PanelLink>}
      {isAdmin && <PanelLink href="/settings/audit">Audit log</PanelLink>}
      <PanelLink href="/settings/status">Status</PanelLink>
      <PanelLink href="/api-reference">API reference</PanelLink>
    </nav>
  )
}
