'use client'

import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Problem } from './notification-fields'
import { useNotificationChange } from './use-notification-change'

interface DeleteButtonProps {
  path: string
  name: string
  what: 'rule' | 'target'
  consequence: string
}

export function DeleteButton({ path, name, what, consequence }: DeleteButtonProps) {
  const [open, setOpen] = useState(false)
  const { pending, problem, change } = useNotificationChange()
  const remove = async () => {
    if (pending) return
    const outcome = await change('DELETE', path)
    if (outcome.ok) setOpen(false)
  }
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={`Delete the ${what} ${name}`}>
          <Trash2 aria-hidden />
        </Button>
      </DialogTrigger>
      <DialogContent title={`Delete the ${what} “${name}”?`} description={consequence}>
        <div className="grid gap-3 px-4 pt-1 pb-4">
          <Problem>{problem}</Problem>
          <div className="flex justify-end gap-2">
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="primary" aria-disabled={pending} onClick={() => void remove()}>
              Delete {what}
            </Button>
          </div>
        </div>
      </DialogContent>
    </Dialog>
  )
}
