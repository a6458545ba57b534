import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'

export function RecoveryCodes({ codes, onStored }: { codes: string[]; onStored: () => void }) {
  return (
    <>
      <p className="font-medium">Store these recovery codes now: they are shown once.</p>
      <p className="text-ink-2">Each lets you in once, in the place of a code of the app.</p>
      <ul
        aria-label="Recovery codes"
        className="mono grid gap-x-6 gap-y-1 rounded-md border border-line bg-sunken p-3 sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex gap-2">
        <CopyButton value={codes.join('\n')} label="Copy codes" />
        <Button variant="primary" onClick={onStored}>
          I have stored them
        </Button>
      </div>
    </>
  )
}
