import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { DialogClose } from '@/components/ui/dialog'

/** A secret, password or token that was just made: in a dialog, before it closes for good. */
export function ShownOnce({ value, what }: { value: string; what: string }) {
  return (
    <div className="grid gap-3 px-4 pt-1 pb-4">
      <p className="mono rounded-md border border-line bg-sunken p-2.5 break-all select-all">{value}</p>
      <div className="flex gap-2">
        <CopyButton value={value} label={`Copy ${what}`} />
        <DialogClose asChild>
          <Button variant="primary">I have stored it</Button>
        </DialogClose>
      </div>
    </div>
  )
}
