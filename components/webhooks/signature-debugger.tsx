'use client'

import { TriangleAlert } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Input } from '@/components/ui/input'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Select } from '@/components/ui/select'
import { callDesk } from './api'
import { DebugAnswer } from './debug-answer'
import { toDebugged, type Debugged } from './debugged'

interface SignatureDebuggerProps {
  applications: { applicationID: string; name: string; environment: string }[]
  chosen: string | null
  guidance: string
}

const ENCODINGS = [
  { value: 'text', label: 'Text' },
  { value: 'hex', label: 'Hex' },
  { value: 'base64', label: 'Base64' },
]
const NONE = 'none'
const AREA =
  'mono w-full rounded-md border border-line-strong bg-panel px-2.5 py-2 leading-5 text-ink placeholder:text-ink-3 focus-visible:outline-offset-0'

const EMPTY = { body: '', encoding: 'text', headers: '', secret: '', computedSignature: '' }
type Fields = typeof EMPTY
type Setter = (name: keyof Fields) => (value: string) => void

/** What is typed here lives in this page's memory alone. */
export function SignatureDebugger({ applications, chosen, guidance }: SignatureDebuggerProps) {
  const [fields, setFields] = useState(EMPTY)
  const [applicationID, setApplicationID] = useState(chosen ?? NONE)
  const { answer, trouble, pending, ask } = useDebugger()
  const set: Setter = (name) => (value) => setFields({ ...fields, [name]: value })
  const options = [
    { value: NONE, label: 'None: only the pasted secret' },
    ...applications.map((of) => ({ value: of.applicationID, label: `${of.name} · ${of.environment}` })),
  ]
  return (
    <>
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          void ask(fields, applicationID)
        }}
      >
        <Panel aria-labelledby="pasted-title">
          <PanelHeader id="pasted-title" title="What was received" />
          <PanelBody className="grid gap-x-6 gap-y-4 lg:grid-cols-2">
            <Bytes fields={fields} set={set} />
            <Headers fields={fields} set={set} />
            <Line label="Secret, exactly as it is configured" value={fields.secret} onChange={set('secret')} />
            <div className="flex flex-col gap-1">
              <span className="flex min-h-7 items-end text-xs text-ink-2">Try the known secrets of</span>
              <Select
                label="Try the known secrets of"
                options={options}
                value={applicationID}
                onValueChange={setApplicationID}
                className="w-full"
              />
            </div>
            <Line
              label="Digest that your receiver computed, if you have it"
              value={fields.computedSignature}
              onChange={set('computedSignature')}
            />
            <Submit trouble={trouble} pending={pending} />
          </PanelBody>
        </Panel>
      </form>
      {answer && <DebugAnswer {...answer} guidance={guidance} />}
    </>
  )
}

function useDebugger() {
  const [answer, setAnswer] = useState<{ answer: Debugged; hasReceiver: boolean } | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const ask = async ({ secret, computedSignature, ...fields }: Fields, applicationID: string) => {
    if (pending) return
    const hasReceiver = computedSignature.trim() !== ''
    setPending(true)
    const result = await callDesk('/api/v1/deliveries/debug', {
      ...fields,
      ...(secret ? { secret } : {}),
      ...(hasReceiver ? { computedSignature } : {}),
      ...(applicationID === NONE ? {} : { applicationID }),
    })
    setPending(false)
    setTrouble(result.ok ? null : result.message)
    setAnswer(result.ok ? { answer: toDebugged(result.body), hasReceiver } : null)
  }
  return { answer, trouble, pending, ask }
}

function Line({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          className="mono"
          value={value}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

function Submit({ trouble, pending }: { trouble: string | null; pending: boolean }) {
  return (
    <div className="flex items-end justify-end gap-3">
      {trouble && (
        <p role="alert" className="mr-auto text-stuck">
          <TriangleAlert className="mr-1 -mt-0.5 inline size-3.5" aria-hidden />
          {trouble}
        </p>
      )}
      <Button type="submit" variant="primary" size="md" aria-disabled={pending}>
        {pending ? 'Looking…' : 'Why does it fail?'}
      </Button>
    </div>
  )
}

interface PartProps {
  fields: Fields
  set: Setter
}

function Bytes({ fields, set }: PartProps) {
  return (
    <Field
      label="Body"
      aside={
        <Select
          label="The body is pasted as"
          options={ENCODINGS}
          value={fields.encoding}
          onValueChange={set('encoding')}
        />
      }
      hint="Text loses what an editor changes: line ends, a BOM, a last newline. Hex or base64 keep the exact bytes."
    >
      {(id) => (
        <textarea
          id={id}
          rows={9}
          spellCheck={false}
          value={fields.body}
          placeholder='{"schema_version": "1.0.0", …}'
          onChange={(event) => set('body')(event.target.value)}
          className={cn(AREA, 'break-all')}
        />
      )}
    </Field>
  )
}

function Headers({ fields, set }: PartProps) {
  return (
    <Field label="Headers, a line each" hint="Also as curl -H lines or as JSON. Only the five X-AL headers matter.">
      {(id) => (
        <textarea
          id={id}
          rows={9}
          spellCheck={false}
          value={fields.headers}
          placeholder={'X-AL-Webhook-Timestamp: 1772729300\nX-AL-Webhook-Signature: 9c41f0…'}
          onChange={(event) => set('headers')(event.target.value)}
          className={AREA}
        />
      )}
    </Field>
  )
}

interface FieldProps {
  label: string
  aside?: ReactNode
  hint?: string
  children: (id: string) => ReactNode
}

function Field({ label, aside, hint, children }: FieldProps) {
  const id = useId()
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex min-h-7 items-end justify-between gap-3">
        <label htmlFor={id} className="text-xs text-ink-2">
          {label}
        </label>
        {aside}
      </div>
      {children(id)}
      {hint && <p className="text-xs text-ink-3">{hint}</p>}
    </div>
  )
}
