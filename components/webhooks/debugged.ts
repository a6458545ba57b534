import type { ByteRow } from '@/lib/domain/byte-rows'
import { isRecord } from './api'

/** The debugger's answer, read by hand from JSON. */
export interface Debugged {
  state: string
  sentence: string
  cause: string | null
  confidence: number | null
  tried: string[]
  missing: string | null
  size: number
  sha256: string
  signedAt: Date | null
  diff: { offset: number; arrived: DebuggedSide; signed: DebuggedSide } | null
  digests: { hint: string; status: string; shown: string; matches: string | null }[]
}

interface DebuggedSide {
  rows: ByteRow[]
  length: number
}

const text = (value: unknown) => (typeof value === 'string' ? value : null)
const number = (value: unknown) => (typeof value === 'number' ? value : null)
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

export function toDebugged(body: Record<string, unknown>): Debugged {
  const signedAt = text(body.signedAt)
  return {
    state: text(body.state) ?? 'fails',
    sentence: text(body.sentence) ?? '',
    cause: text(body.cause),
    confidence: number(body.confidence),
    tried: list(body.tried).map(String),
    missing: text(body.missing),
    size: number(body.size) ?? 0,
    sha256: text(body.sha256) ?? '',
    signedAt: signedAt === null ? null : new Date(signedAt),
    diff: isRecord(body.diff) ? toDiff(body.diff) : null,
    digests: list(body.digests).filter(isRecord).map(toDigest),
  }
}

function toDiff(diff: Record<string, unknown>): Debugged['diff'] {
  return { offset: number(diff.offset) ?? 0, arrived: toSide(diff.arrived), signed: toSide(diff.signed) }
}

function toSide(side: unknown): DebuggedSide {
  return isRecord(side)
    ? { rows: list(side.rows).filter(isRow), length: number(side.length) ?? 0 }
    : { rows: [], length: 0 }
}

function isRow(value: unknown): value is ByteRow {
  return isRecord(value) && Array.isArray(value.hex) && Array.isArray(value.text)
}

function toDigest(digest: Record<string, unknown>): Debugged['digests'][number] {
  return {
    hint: text(digest.hint) ?? '',
    status: text(digest.status) ?? '',
    shown: text(digest.shown) ?? '',
    matches: text(digest.matches),
  }
}
