'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Problem } from './notification-fields'
import { useChange } from './use-change'

/** Asks first: whatever sends with the token is refused from then on. */
export function RevokeToken({ tokenID, name }: { tokenID: string; name: string }) {
  const [open, setOpen] = useState(false)
  const { pending, problem, change } = useChange()
  const revoke = async () => {
    if (pending) return
    const revoked = await change('DELETE', `tokens/${tokenID}`)
    if (revoked.ok) setOpen(false)
  }
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost">
          Revoke<span className="sr-only"> {name}</span>
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`Revoke ${name}?`}
        description="Within five seconds whatever signs in with it is refused. This cannot be undone."
      >
        <div className="grid gap-3 px-4 pt-1 pb-4">
          <Problem>{problem}</Problem>
          <div className="flex justify-end gap-2">
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="primary" aria-disabled={pending} onClick={() => void revoke()}>
              Revoke token
            </Button>
          </div>
        </div>
      </DialogContent>
    </Dialog>
  )
}
