'use client'

import type { Application } from '@/lib/query/secrets'
import { CheckField, ChooseMany } from './notification-fields'

interface GrantFieldsProps {
  applications: Application[]
  /** Null: every one. */
  granted: string[] | null
  onChange: (granted: string[] | null) => void
}

/** Which applications somebody may see. */
export function GrantFields({ applications, granted, onChange }: GrantFieldsProps) {
  return (
    <div className="grid gap-1">
      <CheckField
        label="Every application, later ones too"
        checked={granted === null}
        onChange={(every) => onChange(every ? null : [])}
      />
      {granted !== null && (
        <ChooseMany
          legend="Applications"
          options={applications.map(({ applicationID, name, environment }) => ({
            value: applicationID,
            label: `${name} (${environment})`,
          }))}
          chosen={granted}
          onChange={onChange}
          none="none: they see nothing"
        />
      )}
    </div>
  )
}
