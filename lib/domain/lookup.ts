/** What an ID may name. A borrower is also found by mobile number or PAN. */
export const LOOKUP_KINDS = [
  'journey',
  'borrower',
  'offer',
  'aa_session',
  'delivery',
  'event',
  'finding',
  'request',
  'correlation',
  'call',
] as const
export type LookupKind = (typeof LOOKUP_KINDS)[number]

const PAN = /^[a-z]{5}\d{4}[a-z]$/i
const MOBILE = /^(?:(?:\+|00)?91[\s-]?|0)?[6-9]\d{4}[\s-]?\d{5}$/

/** Which personal datum a text may be; the same text may be an ID too. */
export function personalKind(text: string): 'pan' | 'mobile' | null {
  if (PAN.test(text)) return 'pan'
  return MOBILE.test(text) ? 'mobile' : null
}

/** A pasted ID without what came along: spaces, quotes, a comma at its end. */
export function cleanID(text: string): string {
  return text.trim().replace(/^["'`<({[]+|["'`>)}\],;]+$/g, '')
}
