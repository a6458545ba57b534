'use client'

import { ChevronDown } from 'lucide-react'
import { Button } from '@/components/ui/button'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { ENVIRONMENTS, type Environment } from '@/lib/domain/vocabulary'
import type { FrameApplication } from '@/lib/query/frame'
import type { Scope } from './scope'
import { useDeskParams } from './use-frame'

const LABELS: Record<Environment, string> = { live: 'Live', test: 'Test' }

interface ScopeSwitchProps {
  applications: FrameApplication[]
  scope: Scope
}

export function ScopeSwitch({ applications, scope }: ScopeSwitchProps) {
  const [, setParams] = useDeskParams()
  const choose = (value: string) => {
    const [environment = 'live', applicationID = ''] = value.split('|')
    void setParams({ app: applicationID || null, env: environment === 'test' ? 'test' : 'live' })
  }
  const name = scope.name ?? 'All applications'
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="quiet" className="min-w-0 shrink">
          <span className="sr-only">Application: </span>
          <span className="truncate">{name}</span>
          <span aria-hidden>·</span>
          <span className="font-semibold text-ink">{LABELS[scope.environment]}</span>
          <ChevronDown aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-64">
        <DropdownMenuRadioGroup value={`${scope.environment}|${scope.applicationID ?? ''}`} onValueChange={choose}>
          {ENVIRONMENTS.map((environment, index) => (
            <div key={environment}>
              {index > 0 && <DropdownMenuSeparator />}
              <DropdownMenuLabel>{LABELS[environment]}</DropdownMenuLabel>
              <DropdownMenuRadioItem value={`${environment}|`}>All {environment} applications</DropdownMenuRadioItem>
              {applications
                .filter((application) => application.environment === environment)
                .map((application) => (
                  <DropdownMenuRadioItem
                    key={application.applicationID}
                    value={`${environment}|${application.applicationID}`}
                  >
                    <span className="truncate">{application.name}</span>
                  </DropdownMenuRadioItem>
                ))}
            </div>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

/** Across the whole top while test data is shown, so that nobody takes it for real. */
export function TestBand() {
  return (
    <div className="flex min-h-7 items-center justify-center gap-2 border-b border-wait/40 bg-wait-ground px-4 py-1 text-center text-xs font-medium text-wait">
      <span className="rounded-xs bg-wait px-1 text-2xs font-semibold tracking-wide text-wait-ground">TEST</span>
      Test environment: no real borrowers, no real money.
    </div>
  )
}
