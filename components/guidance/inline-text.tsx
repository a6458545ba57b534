import { Fragment } from 'react'

/** Guidance text marks code with backticks and uses no other markup. */
export function InlineText({ children }: { children: string }) {
  return children.split('`').map((part, index) =>
    index % 2 === 1 ? (
      <code
        key={index}
        className="rounded-xs bg-idle-ground px-1 py-px text-[0.92em] text-ink [overflow-wrap:anywhere]"
      >
        {part}
      </code>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  )
}
