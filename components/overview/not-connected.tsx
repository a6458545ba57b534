import { Unplug } from 'lucide-react'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelHeader } from '@/components/ui/panel'

interface NotConnectedProps {
  title: string
  href: string
  children: React.ReactNode
}

/** A panel whose source has never spoken: it says so, and draws no zero. */
export function NotConnected({ title, href, children }: NotConnectedProps) {
  return (
    <Panel className="flex flex-col" aria-label={title}>
      <PanelHeader title={title} href={href} count="Connect" linkLabel={`${title}: connect`} />
      <EmptyState icon={<Unplug />} title="No API calls received yet" className="flex-1 py-6">
        {children}
      </EmptyState>
    </Panel>
  )
}
