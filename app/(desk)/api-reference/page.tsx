import type { Metadata } from 'next'
import { FieldTable } from '@/components/api-reference/field-table'
import { groupTitle } from '@/components/api-reference/group-title'
import { OperationSection } from '@/components/api-reference/operation-section'
import { ReferenceToc } from '@/components/api-reference/reference-toc'
import { Page } from '@/components/shell/page'
import { requireUser } from '@/lib/auth'
import { readAPIReference } from '@/lib/query/api-reference'

export const metadata: Metadata = { title: 'API' }

export default async function APIReferencePage() {
  const { paragraphs, groups, schemas } = readAPIReference(await requireUser())
  const [lead, ...rules] = paragraphs
  return (
    <Page title="API" lead={lead} className="mx-0 max-w-[1240px] xl:px-10">
      <div className="grid gap-x-12 gap-y-6 xl:grid-cols-[minmax(0,1fr)_260px]">
        <div className="xl:order-last">
          <ReferenceToc groups={groups} schemas={schemas} />
        </div>
        <div className="flex min-w-0 flex-col gap-10">
          <div className="flex max-w-[78ch] flex-col gap-1.5 text-ink-2">
            {rules.map((rule) => (
              <p key={rule}>{rule}</p>
            ))}
            <p>
              For generators and validators:{' '}
              <a href="/api/v1/openapi.json" className="link text-accent">
                /api/v1/openapi.json
              </a>{' '}
              (OpenAPI 3.1).
            </p>
          </div>
          {groups.map(({ name, operations }) => (
            <section key={name} aria-labelledby={`group-${name}`} className="flex flex-col gap-8">
              <h2 id={`group-${name}`} className="border-b border-line pb-1.5 text-lg font-semibold">
                {groupTitle(name)}
              </h2>
              {operations.map((operation) => (
                <OperationSection key={operation.id} operation={operation} />
              ))}
            </section>
          ))}
          <section aria-labelledby="schemas" className="flex flex-col gap-8">
            <h2 id="schemas" className="border-b border-line pb-1.5 text-lg font-semibold">
              Schemas
            </h2>
            {schemas.map(({ name, description, fields }) => (
              <section key={name} id={`schema-${name}`} className="flex scroll-mt-20 flex-col gap-2">
                <h3 className="mono text-sm font-semibold">{name}</h3>
                {description && <p className="text-ink-2">{description}</p>}
                <FieldTable label={`Fields of ${name}`} fields={fields} />
              </section>
            ))}
          </section>
        </div>
      </div>
    </Page>
  )
}
