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
        <span className="font-medium">You may not see any application yet, so every screen is empty.</span> An
        administrator of this desk grants them, under Settings, Users.
      </p>
    </section>
  )
}
