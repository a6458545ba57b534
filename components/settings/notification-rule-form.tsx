'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Select } from '@/components/ui/select'
import { CONDITIONS, SEVERITIES } from '@/lib/domain/conditions'
import { INCIDENT_KINDS } from '@/lib/domain/incident'
import { ruleConditionTitle } from '@/lib/domain/notification'
import type { NotificationsPage, Rule, Target } from '@/lib/query/notifications'
import { CheckField, ChooseMany, FormEnd, TextField } from './notification-fields'
import { draftOf, requestOf, type RuleDraft } from './notification-rule-draft'
import { RULE_NAMES } from './setting-names'
import { useNotificationChange } from './use-notification-change'

interface RuleDialogProps {
  /** Null: a new one. */
  rule: Rule | null
  targets: Target[]
  applications: NotificationsPage['applications']
}

export function RuleDialog({ rule, targets, applications }: RuleDialogProps) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        {rule ? (
          <Button variant="quiet">
            Change
            <span className="sr-only"> the rule {rule.name}</span>
          </Button>
        ) : (
          <Button>
            <Plus aria-hidden />
            Add rule
          </Button>
        )}
      </DialogTrigger>
      <DialogContent
        title={rule ? `Change the rule “${rule.name}”` : 'Add a rule'}
        description="One message a cause and application, however many findings it has; findings of an incident are told with it."
        className="top-[6vh] max-h-[88vh] max-w-xl"
      >
        <RuleForm rule={rule} targets={targets} applications={applications} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

const ANY = 'any'
const conditions = [...Object.keys(CONDITIONS), ...INCIDENT_KINDS].map((value) => ({
  value,
  label: ruleConditionTitle(value),
}))
const severities = SEVERITIES.map((value) => ({ value, label: value }))
const roles = [ANY, 'support', 'ops', 'engineer'].map((value) => ({
  value,
  label: value === ANY ? 'anybody' : value,
}))
const environments = [
  { value: 'live', label: 'live' },
  { value: 'test', label: 'test' },
  { value: ANY, label: 'live and test' },
]

function RuleForm({ rule: shown, targets, applications, onDone }: RuleDialogProps & { onDone: () => void }) {
  // What was read when the form opened: the page behind it goes on being read.
  const [rule] = useState(shown)
  const [draft, setDraft] = useState<RuleDraft>(() => draftOf(rule, targets))
  const { pending, problem, change } = useNotificationChange()
  const put = (part: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...part }))
  const save = async () => {
    if (pending) return
    const body = requestOf(draft)
    const saved = rule
      ? await change('PATCH', `rules/${rule.id}`, body, { value: rule, names: RULE_NAMES })
      : await change('POST', 'rules', body)
    if (saved.ok) onDone()
  }
  return (
    <form
      className="grid gap-4 overflow-y-auto px-4 pt-1 pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextField
        label="Name"
        required
        value={draft.name}
        onChange={(name) => put({ name })}
        placeholder="Stuck at lenders"
      />
      <ChooseMany
        legend="Tell"
        options={targets.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={draft.targetIDs}
        onChange={(targetIDs) => put({ targetIDs })}
        none={targets.length === 0 ? 'nobody: add a target first' : 'nobody'}
      />
      <Scope draft={draft} put={put} applications={applications} />
      <Timing draft={draft} put={put} />
      <FormEnd problem={problem} pending={pending} label={rule ? 'Save rule' : 'Add rule'} />
    </form>
  )
}

interface PartProps {
  draft: RuleDraft
  put: (part: Partial<RuleDraft>) => void
}

const EVERYONE = { value: ANY, label: 'every application' }

function Scope({ draft, put, applications }: PartProps & Pick<RuleDialogProps, 'applications'>) {
  return (
    <>
      <ChooseMany
        legend="Severities"
        options={severities}
        chosen={draft.severities}
        onChange={(chosen) => put({ severities: chosen })}
        none="any"
      />
      <ChooseMany
        legend="Conditions and incidents"
        options={conditions}
        chosen={draft.conditions}
        onChange={(chosen) => put({ conditions: chosen })}
        none="any"
      />
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label="Application"
          options={[EVERYONE, ...applications.map(({ id, name }) => ({ value: id, label: name }))]}
          value={draft.applicationID ?? ANY}
          onValueChange={(value) => put({ applicationID: value === ANY ? null : value })}
        />
        <Select
          label="Environment"
          options={environments}
          value={draft.environment ?? ANY}
          onValueChange={(value) => put({ environment: value === ANY ? null : value })}
        />
        <span>looked after by</span>
        <Select
          label="Role"
          options={roles}
          value={draft.ownerRole ?? ANY}
          onValueChange={(value) => put({ ownerRole: value === ANY ? null : value })}
        />
      </div>
    </>
  )
}

function Timing({ draft, put }: PartProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Minutes it has to hold"
          inputMode="numeric"
          value={draft.pending}
          onChange={(pending) => put({ pending })}
        />
        <TextField
          label="Minutes without it until it is over"
          inputMode="numeric"
          value={draft.keepFiring}
          onChange={(keepFiring) => put({ keepFiring })}
        />
      </div>
      <CheckField label="Tell when it is over" checked={draft.recovery} onChange={(recovery) => put({ recovery })} />
      <CheckField label="Quiet hours" checked={draft.hasQuiet} onChange={(hasQuiet) => put({ hasQuiet })} />
      {draft.hasQuiet && (
        <>
          <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
            <TextField label="From" type="time" required value={draft.from} onChange={(from) => put({ from })} />
            <TextField label="To" type="time" required value={draft.to} onChange={(to) => put({ to })} />
            <TextField
              label="Time zone"
              required
              value={draft.zone}
              onChange={(zone) => put({ zone })}
              className="col-span-2 sm:col-span-1"
            />
          </div>
          <CheckField
            label="Tell the critical in quiet hours too"
            checked={draft.criticalAlways}
            onChange={(criticalAlways) => put({ criticalAlways })}
          />
        </>
      )}
    </>
  )
}
