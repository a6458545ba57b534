import { CodeForm } from './code-form'

export interface Draft {
  /** Base32. */
  secret: string
  svg: string
}

/** The QR code stays black on white: scanners read it so, whatever the theme. */
export function TotpSetup({
  draft,
  onConfirmed,
}: {
  draft: Draft
  onConfirmed: (value: Record<string, unknown>) => void
}) {
  return (
    <div className="grid gap-4 sm:grid-cols-[auto_1fr]">
      {/* eslint-disable-next-line @next/next/no-img-element -- an image of these very bytes; there is nothing to optimise */}
      <img
        src={`data:image/svg+xml;utf8,${encodeURIComponent(draft.svg)}`}
        alt="QR code for the authenticator app"
        className="size-44 rounded-md border border-line"
      />
      <div className="grid content-start gap-3">
        <p className="text-ink-2">
          Scan it with your authenticator app, or type the key in. Then enter the code it shows.
        </p>
        <p className="mono break-all select-all" data-testid="totp-secret">
          {draft.secret.match(/.{1,4}/g)?.join(' ')}
        </p>
        <CodeForm onDone={onConfirmed} />
      </div>
    </div>
  )
}
