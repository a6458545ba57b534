import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AffectedPanel } from '@/components/guidance/affected-panel'
import { CauseSection } from '@/components/guidance/cause-section'
import { GuidanceToc } from '@/components/guidance/guidance-toc'
import { InlineText } from '@/components/guidance/inline-text'
import { placeSamples } from '@/components/guidance/sample-places'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams } from '@/components/shell/scope'
import { requireUser } from '@/lib/auth'
import { conditionTitle, isCondition, UNDETERMINED } from '@/lib/domain/conditions'
import { readFrame } from '@/lib/query/frame'
import { readGuidance, type AffectedNow } from '@/lib/query/guidance'

type Props = ScreenProps<{ condition: string }>

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: conditionTitle((await params).condition) }
}

export default async function GuidanceConditionPage({ params, searchParams }: Props) {
  const user = await requireUser()
  const { condition } = await params
  if (!isCondition(condition)) notFound()
  const search = await searchParams
  const { applications } = await readFrame(user)
  const { guide, affected } = await readGuidance(user, condition, resolveScope(applications, loadDeskParams(search)))
  const link = (path: string) => withFrameParams(path, search)
  const samples = placeSamples(guide.causes)
  const undecided = affected.find((row) => row.cause === UNDETERMINED)
  return (
    <Page className="max-w-[1240px] mx-0 xl:px-10">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">{guide.title}</h1>
        <p className="mt-1 max-w-[72ch] text-lg text-ink-2">
          <InlineText>{guide.symptom}</InlineText>
        </p>
      </div>
      <div className="grid gap-x-12 gap-y-6 xl:grid-cols-[minmax(0,1fr)_220px]">
        <div className="xl:order-last">
          <GuidanceToc causes={guide.causes} affected={affected} />
        </div>
        <div className="flex min-w-0 flex-col gap-8">
          <p className="max-w-[78ch] text-base">
            <InlineText>{guide.whatItMeans}</InlineText>
          </p>
          {guide.causes.map((cause) => (
            <CauseSection
              key={cause.cause}
              condition={condition}
              guide={cause}
              affected={
                affected.find((row) => row.cause === cause.cause) ?? {
                  cause: cause.cause,
                  total: 0,
                  watch: 'no-data',
                  findings: [],
                }
              }
              samples={samples}
              link={link}
            />
          ))}
          {undecided && <Undecided affected={undecided} condition={condition} link={link} />}
        </div>
      </div>
    </Page>
  )
}

interface UndecidedProps {
  affected: AffectedNow
  condition: string
  link: (path: string) => string
}

function Undecided({ affected, condition, link }: UndecidedProps) {
  return (
    <section id={UNDETERMINED} className="scroll-mt-20 border-t border-line pt-6">
      <h2 className="text-lg font-semibold">Not decided</h2>
      <p className="mt-2 mb-4 max-w-[78ch] text-base text-ink-2">
        The condition holds, but the evidence does not single out one cause. Each finding says what is missing.
      </p>
      <AffectedPanel affected={affected} condition={condition} link={link} />
    </section>
  )
}
