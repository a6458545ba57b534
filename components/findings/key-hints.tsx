import { Kbd } from '@/components/ui/kbd'
import { ACTION_WORDS, TRIAGE_ACTIONS } from './triage-words'

const MOVES: [string, string][] = [
  ['J K', 'move'],
  ['Enter', 'open'],
  ['/', 'filter'],
]
const CHOICES: [string, string][] = [
  ['X', 'choose'],
  ...TRIAGE_ACTIONS.map((action): [string, string] => [
    ACTION_WORDS[action].key,
    ACTION_WORDS[action].verb.toLowerCase(),
  ]),
  ['Z', 'undo'],
]

/** The letters that work here. */
export function KeyHints({ mayTriage }: { mayTriage: boolean }) {
  const keys = mayTriage ? [...MOVES, ...CHOICES] : MOVES
  return (
    <div className="hidden flex-wrap items-center gap-x-4 gap-y-1 px-1 text-2xs text-ink-3 md:flex">
      <span className="sr-only">Keys: </span>
      {keys.map(([key, what]) => (
        <span key={key} className="inline-flex items-center gap-1.5">
          <Kbd className="rounded-xs border border-line bg-panel px-1">{key}</Kbd> {what}
        </span>
      ))}
      {!mayTriage && <span>Your role reads findings and writes notes; ops and engineers triage them.</span>}
    </div>
  )
}
