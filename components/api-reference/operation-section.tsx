import type { ReactNode } from 'react'
import { CodeBlock } from '@/components/ui/code-block'
import { cn } from '@/components/ui/cn'
import type { APIOperation } from '@/lib/query/api-reference'
import { FieldTable, TypeWords } from './field-table'

/** One address and method: what it is for, what it takes, what it answers, and a command that works. */
export function OperationSection({ operation }: { operation: APIOperation }) {
  const { id, method, path, summary, description, parameters, body, answers, example } = operation
  const good = answers.filter(({ status }) => status.startsWith('2') || status === '304')
  const errors = answers.filter(({ status }) => /^[45]/.test(status))
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="flex scroll-mt-20 flex-col gap-3">
      <div>
        <h3 id={`${id}-title`} className="mono flex flex-wrap items-baseline gap-x-2 text-sm font-semibold break-all">
          <span className={cn('text-xs', method === 'GET' ? 'text-ink-3' : 'text-accent')}>{method}</span>
          {path}
        </h3>
        <p className="mt-1 max-w-[78ch]">{summary}</p>
        <p className="max-w-[78ch] text-ink-2">
          {description.split('`').map((part, place) => (place % 2 === 1 ? <code key={place}>{part}</code> : part))}
        </p>
      </div>
      {example && <CodeBlock title={`curl: ${method} ${path}`} source={example} />}
      {parameters.length > 0 && (
        <Part title="Parameters">
          <FieldTable label={`Parameters of ${method} ${path}`} fields={parameters} />
        </Part>
      )}
      {body.length > 0 && (
        <Part title="Body">
          <FieldTable label={`Body of ${method} ${path}`} fields={body} />
        </Part>
      )}
      <Part title="Answers">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          {good.map((answer) => (
            <Answer key={answer.status} status={answer.status}>
              {answer.description} <TypeWords type={answer} />
            </Answer>
          ))}
          {errors.map(({ status, description: why }) => (
            <Answer key={status} status={status}>
              {why}
            </Answer>
          ))}
        </dl>
      </Part>
    </section>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <h4 className="text-2xs text-ink-3">{title}</h4>
      {children}
    </div>
  )
}

function Answer({ status, children }: { status: string; children: ReactNode }) {
  return (
    <>
      <dt className="mono">{status}</dt>
      <dd className="text-ink-2">{children}</dd>
    </>
  )
}
