'use client'

import { Ellipsis, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog'
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from '@/components/ui/dropdown-menu'
import type { Secret } from '@/lib/query/secrets'
import { requestRevocation, type SecretOutcome } from './secret-requests'
import { SECRET_NAMES } from './setting-names'
import { useChange } from './use-change'

interface SecretActionsProps {
  applicationID: string
  secret: Secret
  /** Nothing else verifies this application's deliveries. */
  isLast: boolean
}

const DAY_MS = 24 * 60 * 60_000

export function SecretActions({ applicationID, secret, isLast }: SecretActionsProps) {
  const { secretID, hint } = secret
  const router = useRouter()
  const [asks, setAsks] = useState(false)
  const { problem, setProblem, change } = useChange()

  const settle = (outcome: SecretOutcome<null>) => {
    setProblem(outcome.ok ? null : outcome.message)
    if (!outcome.ok) return
    setAsks(false)
    router.refresh()
  }
  const retire = (retireAt: Date | null) =>
    void change(
      'PATCH',
      `applications/${applicationID}/secrets/${secretID}`,
      { retireAt },
      { value: secret, names: SECRET_NAMES },
    )

  return (
    <span className="inline-flex items-center justify-end gap-2">
      <span role="status" className="text-xs text-stuck">
        {!asks && problem}
      </span>
      <SecretMenu secret={secret} onRetire={retire} onRevoke={() => setAsks(true)} />
      <RevokeDialog
        open={asks}
        onOpenChange={setAsks}
        hint={hint}
        isLast={isLast}
        problem={problem}
        onRevoke={() => void requestRevocation(applicationID, secretID).then(settle)}
      />
    </span>
  )
}

interface SecretMenuProps {
  secret: Secret
  /** Null: it stays active. */
  onRetire: (retireAt: Date | null) => void
  onRevoke: () => void
}

function SecretMenu({ secret: { hint, retireAt }, onRetire, onRevoke }: SecretMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={`Change secret ${hint}`}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {retireAt !== null ? (
          <DropdownMenuItem onSelect={() => onRetire(null)}>Keep it active</DropdownMenuItem>
        ) : (
          <DropdownMenuItem onSelect={() => onRetire(new Date(Date.now() + DAY_MS))}>
            Retire in 24 hours
          </DropdownMenuItem>
        )}
        <DropdownMenuItem onSelect={onRevoke} className="text-stuck">
          Revoke now…
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

interface RevokeDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  hint: string
  isLast: boolean
  problem: string | null
  onRevoke: () => void
}

function RevokeDialog({ open, onOpenChange, hint, isLast, problem, onRevoke }: RevokeDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title={`Revoke ${hint} now?`}
        description="Within 5 seconds no process takes it any more. This cannot be undone; it still explains failures."
      >
        <div className="grid gap-3 px-4 pt-1 pb-4">
          {isLast && (
            <p className="rounded-md bg-stuck-ground p-2.5 text-stuck">
              <TriangleAlert className="mr-1 -mt-0.5 inline size-3.5" aria-hidden />
              It is the only active secret: every delivery of this application will be refused.
            </p>
          )}
          <p role="status" className="text-stuck">
            {problem}
          </p>
          <div className="flex justify-end gap-2">
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="primary" onClick={onRevoke}>
              Revoke now
            </Button>
          </div>
        </div>
      </DialogContent>
    </Dialog>
  )
}
