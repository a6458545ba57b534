import { Link2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { CodeBlock } from '@/components/ui/code-block'
import type { AffectedNow, CauseGuide } from '@/lib/query/guidance'
import { AffectedPanel } from './affected-panel'
import { InlineText } from './inline-text'
import type { SamplePlace } from './sample-places'

interface CauseSectionProps {
  condition: string
  guide: CauseGuide
  affected: AffectedNow
  /** Where each code sample of the page stands. */
  samples: ReadonlyMap<string, SamplePlace>
  link: (path: string) => string
}

export function CauseSection({ condition, guide, affected, samples, link }: CauseSectionProps) {
  return (
    <section
      id={guide.cause}
      aria-labelledby={`${guide.cause}-title`}
      className="scroll-mt-20 border-t border-line pt-6 target:border-accent"
    >
      <h2 id={`${guide.cause}-title`} className="group flex items-baseline gap-2 text-lg font-semibold">
        {guide.title}
        <a
          href={`#${guide.cause}`}
          aria-label={`Link to ${guide.title}`}
          className="inline-grid size-6 place-items-center self-center rounded-sm text-ink-3 opacity-0 group-hover:opacity-100 hover:bg-hover focus-visible:opacity-100"
        >
          <Link2 className="size-3.5" aria-hidden />
        </a>
      </h2>
      <p className="mono text-ink-3">{guide.cause}</p>
      <p className="mt-2 max-w-[78ch] text-base text-ink-2">
        <InlineText>{guide.summary}</InlineText>
      </p>
      <div className="mt-4">
        <AffectedPanel affected={affected} condition={condition} link={link} />
      </div>
      <Fix guide={guide} samples={samples} />
      <Background guide={guide} />
    </section>
  )
}

function Fix({ guide, samples }: Pick<CauseSectionProps, 'guide' | 'samples'>) {
  const { cause, steps, code = [] } = guide
  return (
    <>
      <Block title="How to fix it">
        <ol className="flex max-w-[78ch] flex-col gap-2">
          {steps.map((step, index) => (
            <li key={step} className="grid grid-cols-[1.5rem_1fr] text-base">
              <span
                aria-hidden
                className="mt-px grid size-5 place-items-center rounded-full border border-line-strong text-2xs text-ink-2"
              >
                {index + 1}
              </span>
              <span className="pl-1">
                <InlineText>{step}</InlineText>
              </span>
            </li>
          ))}
        </ol>
      </Block>
      {code.length > 0 && (
        <div className="mt-4 flex flex-col gap-3">
          {code.map(({ title, source }) => (
            <Sample key={title} title={title} source={source} cause={cause} place={samples.get(source)} />
          ))}
        </div>
      )}
    </>
  )
}

interface SampleProps {
  title: string
  source: string
  cause: string
  place: SamplePlace | undefined
}

/** A sample that an earlier cause shows already is not shown again, but linked. */
function Sample({ title, source, cause, place }: SampleProps) {
  if (place && place.cause !== cause) {
    return (
      <p className="text-ink-2">
        The code is the same as above:{' '}
        <a href={`#${place.id}`} className="link">
          {title}
        </a>
        , under “{place.causeTitle}”.
      </p>
    )
  }
  return (
    <div id={place?.id} className="scroll-mt-20">
      <CodeBlock title={title} source={source} />
    </div>
  )
}

function Background({ guide }: { guide: CauseGuide }) {
  return (
    <div className="grid gap-x-10 md:grid-cols-2">
      <Block title="How we detect it">
        <p className="text-ink-2">
          <InlineText>{guide.detection}</InlineText>
        </p>
      </Block>
      <Block title="What the finding shows">
        <Bullets items={guide.evidence} />
      </Block>
      <Block title="What looks the same and is not">
        <Bullets items={guide.lookAlikes} />
      </Block>
      {guide.platformNote && (
        <Block title="Where the platform is silent">
          <p className="text-ink-2">
            <InlineText>{guide.platformNote}</InlineText>
          </p>
        </Block>
      )}
    </div>
  )
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mt-5 min-w-0">
      <h3 className="mb-1.5 text-xs font-semibold">{title}</h3>
      {children}
    </div>
  )
}

function Bullets({ items }: { items: string[] }) {
  return (
    <ul className="flex flex-col gap-1.5 text-ink-2">
      {items.map((item) => (
        <li
          key={item}
          className="relative pl-3.5 before:absolute before:top-[9px] before:left-0 before:size-1 before:rounded-full before:bg-line-strong"
        >
          <InlineText>{item}</InlineText>
        </li>
      ))}
    </ul>
  )
}
