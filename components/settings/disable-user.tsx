'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Problem } from './notification-fields'
import { useChange } from './use-change'

/** Asks first: it ends what they are doing. */
export function DisableUser({ userID, email }: { userID: string; email: string }) {
  const [open, setOpen] = useState(false)
  const { pending, problem, change } = useChange()
  const disable = async () => {
    if (pending) return
    const disabled = await change('PATCH', `users/${userID}`, { isDisabled: true })
    if (disabled.ok) setOpen(false)
  }
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost">
          Disable<span className="sr-only"> {email}</span>
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`Disable ${email}?`}
        description="They are signed out everywhere at their next click, and may not sign in until you enable them again. Tokens that they made go on working."
      >
        <div className="grid gap-3 px-4 pt-1 pb-4">
          <Problem>{problem}</Problem>
          <div className="flex justify-end gap-2">
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="primary" aria-disabled={pending} onClick={() => void disable()}>
              Disable user
            </Button>
          </div>
        </div>
      </DialogContent>
    </Dialog>
  )
}
