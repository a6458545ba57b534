import { useId, type ComponentProps } from 'react'
import { Input } from '@/components/ui/input'

export function AccountField({ label, ...props }: { label: string } & ComponentProps<typeof Input>) {
  const id = useId()
  return (
    <label className="grid gap-1" htmlFor={id}>
      <span className="font-medium">{label}</span>
      <Input id={id} required className="h-8 max-w-80" {...props} />
    </label>
  )
}
