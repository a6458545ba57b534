import { isCut } from './claim'
import type { Match } from './search'

/** One sentence or two that name the reason, in the words of who reads them. */

export interface Told {
  match: Match
  cause: string
  /** The digest is the one that the partner's receiver computed. */
  isReceivers: boolean
  offset: number | null
}

export function sentenceOf({ match, cause, isReceivers, offset }: Told): string {
  const subject = isReceivers ? 'The digest that the receiver computed' : 'The signature'
  const parts = [bodyWords(match), keyWords(match), textWords(match)].filter((part) => part !== null)
  const found = parts.length > 0 ? `matches ${parts.join(', ')}` : 'is the right one'
  return [`${subject} ${found}.`, clothesWords(match), placeWords(offset), hint(cause, isReceivers)]
    .filter((part) => part !== null)
    .join(' ')
}

function keyWords({ key }: Match): string | null {
  return key.steps.length > 0 ? `under ${key.words}` : null
}

function textWords({ text }: Match): string | null {
  return text.step === null ? null : `over ${text.words}`
}

function bodyWords({ body }: Match): string | null {
  return body.steps.length === 0 ? null : `the body ${body.words} and not the bytes that came`
}

function clothesWords({ claim }: Match): string | null {
  if (claim.steps.length === 0) return null
  const most = isCut(claim) ? ' What is left of it agrees.' : ''
  return `It is written ${claim.words.join(', ')}; 64 lower-case hex digits are expected.${most}`
}

function placeWords(offset: number | null): string | null {
  return offset === null ? null : `The bytes differ first at byte ${offset}.`
}

function hint(cause: string, isReceivers: boolean): string | null {
  switch (cause) {
    case 'parsed-body-signed':
      return isReceivers
        ? 'The receiver signs parsed JSON: verify the bytes before any parser reads them.'
        : 'Parsed JSON was written again, before it was signed or on its way here.'
    case 'timestamp-omitted':
      return 'The timestamp header as sent and a full stop belong before the body.'
    case 'wrong-secret':
      return isReceivers
        ? 'The receiver needs the secret that is active now, as it is.'
        : 'It was signed with something else than the secret that is active here.'
    case 'body-altered-in-transit':
      return 'Something between the sender and the check changed the bytes.'
    default:
      return null
  }
}
