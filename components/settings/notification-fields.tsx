'use client'

import { TriangleAlert } from 'lucide-react'
import { useId, type ComponentProps, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { DialogClose } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'

/** Parts that the forms of notifications are made of. */

interface TextFieldProps extends Omit<ComponentProps<typeof Input>, 'onChange' | 'value'> {
  label: ReactNode
  help?: ReactNode
  value: string
  onChange: (value: string) => void
}

export function TextField({ label, help, onChange, className, ...props }: TextFieldProps) {
  const id = useId()
  return (
    <div className={className}>
      <label className="grid gap-1" htmlFor={id}>
        <span className="font-medium">{label}</span>
        <Input
          id={id}
          {...(help ? { 'aria-describedby': `${id}-help` } : {})}
          onChange={(event) => onChange(event.target.value)}
          {...props}
        />
      </label>
      {help && (
        <p id={`${id}-help`} className="mt-1 text-xs text-ink-3">
          {help}
        </p>
      )}
    </div>
  )
}

interface CheckFieldProps {
  label: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
}

export function CheckField({ label, checked, onChange }: CheckFieldProps) {
  return (
    <label className="inline-flex min-h-6 items-center gap-2">
      <input
        type="checkbox"
        className="size-3.5 accent-ink"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  )
}

interface ChooseManyProps {
  legend: string
  options: readonly { value: string; label: ReactNode }[]
  chosen: string[]
  onChange: (chosen: string[]) => void
  /** Said where nothing is chosen. */
  none: string
}

export function ChooseMany({ legend, options, chosen, onChange, none }: ChooseManyProps) {
  const toggle = (value: string, on: boolean) =>
    onChange(on ? [...chosen, value] : chosen.filter((candidate) => candidate !== value))
  return (
    <fieldset>
      <legend className="font-medium">
        {legend} {chosen.length === 0 && <span className="font-normal text-ink-3">{none}</span>}
      </legend>
      <div className="mt-1 flex flex-wrap gap-x-4">
        {options.map(({ value, label }) => (
          <CheckField key={value} label={label} checked={chosen.includes(value)} onChange={(on) => toggle(value, on)} />
        ))}
      </div>
    </fieldset>
  )
}

export function Problem({ children }: { children: string | null }) {
  return (
    <p role="status" className="text-stuck empty:sr-only">
      {children && <TriangleAlert className="mr-1 -mt-0.5 inline size-3.5" aria-hidden />}
      {children}
    </p>
  )
}

interface FormEndProps {
  problem: string | null
  pending: boolean
  label: string
}

export function FormEnd({ problem, pending, label }: FormEndProps) {
  return (
    <>
      <Problem>{problem}</Problem>
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" aria-disabled={pending}>
          {pending ? 'Saving…' : label}
        </Button>
      </div>
    </>
  )
}
