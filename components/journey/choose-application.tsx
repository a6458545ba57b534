import Link from 'next/link'
import { Page } from '@/components/shell/page'
import { Panel } from '@/components/ui/panel'
import { Badge } from '@/components/ui/status-pill'

interface ChooseApplicationProps {
  journeyID: string
  applications: { applicationID: string; name: string; environment: string }[]
}

/** Several applications hold a journey of this ID: the reader says which one is meant. */
export function ChooseApplication({ journeyID, applications }: ChooseApplicationProps) {
  return (
    <Page title="Which journey?" lead="Several applications hold a journey with this ID.">
      <Panel>
        <ul className="divide-y divide-line">
          {applications.map(({ applicationID, name, environment }) => (
            <li key={applicationID}>
              <Link
                href={`/journeys/${encodeURIComponent(journeyID)}?applicationID=${applicationID}`}
                className="flex min-h-10 items-center gap-3 px-4 py-2 hover:bg-hover"
              >
                <span className="font-medium">{name}</span>
                <Badge>{environment}</Badge>
                <span className="mono truncate text-ink-3">{applicationID}</span>
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
    </Page>
  )
}
