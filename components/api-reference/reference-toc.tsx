import type { APIReference } from '@/lib/query/api-reference'
import { groupTitle } from './group-title'

/** Every operation and schema by name; follows on wide screens. */
export function ReferenceToc({ groups, schemas }: Pick<APIReference, 'groups' | 'schemas'>) {
  return (
    <nav
      aria-label="Operations"
      tabIndex={0}
      className="hidden max-h-[calc(100vh-6rem)] overflow-y-auto xl:sticky xl:top-20 xl:block"
    >
      {groups.map(({ name, operations }) => (
        <TocGroup
          key={name}
          title={groupTitle(name)}
          links={operations.map(({ id, summary, method, path }) => ({ id, title: `${method} ${path}`, hint: summary }))}
        />
      ))}
      <TocGroup
        title="Schemas"
        links={schemas.map(({ name }) => ({ id: `schema-${name}`, title: name, hint: undefined }))}
      />
    </nav>
  )
}

interface TocGroupProps {
  title: string
  links: { id: string; title: string; hint: string | undefined }[]
}

function TocGroup({ title, links }: TocGroupProps) {
  return (
    <div className="mb-4">
      <p className="mb-1 text-2xs text-ink-3">{title}</p>
      <ul className="flex flex-col border-l border-line">
        {links.map(({ id, title: words, hint }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              title={hint}
              className="mono -ml-px block min-h-6 truncate border-l border-transparent py-0.5 pl-3 text-xs -outline-offset-2 text-ink-2 hover:border-ink hover:text-ink"
            >
              {words}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
