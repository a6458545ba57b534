import { InlineText } from '@/components/guidance/inline-text'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'

/** What to do, from the guidance of the cause; nothing where the cause is not decided. */
export function FixPanel({ steps, href }: { steps: string[]; href: string }) {
  return (
    <Panel aria-labelledby="fix-title">
      <PanelHeader id="fix-title" title="What to do" href={href} count="Guidance" linkLabel="Guidance of this cause" />
      <PanelBody>
        {steps.length === 0 ? (
          <p className="text-ink-3">The evidence does not single out one cause, so there is no one fix to name.</p>
        ) : (
          <ol className="flex flex-col gap-2">
            {steps.map((step, index) => (
              <li key={step} className="grid grid-cols-[1.25rem_1fr]">
                <span className="text-ink-3" aria-hidden>
                  {index + 1}
                </span>
                <span>
                  <InlineText>{step}</InlineText>
                </span>
              </li>
            ))}
          </ol>
        )}
      </PanelBody>
    </Panel>
  )
}
