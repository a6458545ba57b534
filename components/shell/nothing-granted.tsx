import { EyeOff } from 'lucide-react'

/** Empty screens look like a desk where all is well; this says that they are not. */
export function NothingGranted() {
  return (
    <section
      aria-label="No application granted"
      className="flex gap-3 border-b border-line bg-wait-ground px-4 py-3 text-wait sm:px-6"
    >
      <EyeOff className="mt-0.5 size-4 shrink-0" aria-hidden />
      <p className="min-w-0">
        <span className="font-medium">You may not see any application yet, so every screen is empty.</span> Ask an
        administrator of this desk to grant you some: <code className="mono whitespace-nowrap">desk user grant</code>
      </p>
    </section>
  )
}
