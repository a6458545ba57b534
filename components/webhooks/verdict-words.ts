import type { Verdict } from '@/lib/domain/vocabulary'

const WORDS: Record<Verdict, { title: string; meaning: string }> = {
  verified: { title: 'The signature holds.', meaning: 'The raw bytes verify under an active secret.' },
  duplicate: {
    title: 'The same event again, byte for byte.',
    meaning: 'It was kept as a further attempt of the first and not applied twice.',
  },
  stale: {
    title: 'Authentic, but outside the time allowed.',
    meaning: 'The signature holds; the timestamp is older or newer than the tolerance. Kept, not applied.',
  },
  'event-conflict': {
    title: 'A known event ID with other bytes.',
    meaning: 'Authentic, but it contradicts what came before under this ID. Kept, not applied.',
  },
  unparseable: {
    title: 'Authentic, but not a snapshot that we can read.',
    meaning: 'The bytes are kept and can be processed again after a fix.',
  },
  'signature-mismatch': {
    title: 'No active secret gives this signature.',
    meaning: 'It was refused. Forensics looks for the secret or the bytes that would explain it.',
  },
  'signature-malformed': {
    title: 'The signature is not 64 lower-case hex digits.',
    meaning: 'It was refused before anything was computed.',
  },
  'header-missing': {
    title: 'A header that is needed was missing.',
    meaning: 'Signature, timestamp and application are needed to verify.',
  },
  'header-mismatch': {
    title: 'A header contradicts the signed body.',
    meaning: 'Only the body is signed, so the header is the one that is wrong.',
  },
  'unknown-application': {
    title: 'No application by this ID is set up.',
    meaning: 'Without one there is no secret to verify with.',
  },
  'too-large': { title: 'The body is over 1 MiB.', meaning: 'Headers and size are kept, the body is not.' },
}

export function verdictTitle(verdict: Verdict): string {
  return WORDS[verdict].title
}

export function verdictMeaning(verdict: Verdict): string {
  return WORDS[verdict].meaning
}
