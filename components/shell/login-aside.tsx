import { StatusPill } from '@/components/ui/status-pill'
import type { Tone } from '@/lib/format/words'

const QUESTIONS: { question: string; answer: string; tone: Tone; pill: string }[] = [
  {
    question: 'What is wrong?',
    answer: 'The consent link ran out before the borrower came back.',
    tone: 'stuck',
    pill: 'AA redirect expired',
  },
  { question: 'Whose move is it?', answer: 'Ours: issue a fresh redirect.', tone: 'sign', pill: 'us' },
  {
    question: 'Since when?',
    answer: 'Past the 10 minutes that this status should take.',
    tone: 'wait',
    pill: 'stuck 26 min',
  },
  {
    question: 'Why do we think so?',
    answer: 'Every finding lists its evidence, and the causes it ruled out.',
    tone: 'accent',
    pill: 'confidence 0.97',
  },
  {
    question: 'What to do?',
    answer: 'The fix as steps, with code where it helps.',
    tone: 'good',
    pill: 'guidance',
  },
]

/** What the product answers, in place of a picture. An illustration, not data. */
export function LoginAside() {
  return (
    <aside
      aria-label="What Journey Desk answers"
      className="hidden items-center justify-center border-l border-line bg-sunken p-10 lg:flex"
    >
      <ol className="w-full max-w-lg rounded-md border border-line bg-panel">
        {QUESTIONS.map(({ question, answer, tone, pill }) => (
          <li
            key={question}
            className="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-0.5 border-b border-line px-5 py-4 last:border-0"
          >
            <span className="text-xs text-ink-3">{question}</span>
            <StatusPill tone={tone} className="row-span-2 self-center">
              {pill}
            </StatusPill>
            <span className="text-base font-medium">{answer}</span>
          </li>
        ))}
      </ol>
    </aside>
  )
}
