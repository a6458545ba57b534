/** Bytes as people read them: rows of hex with the text beside, and running text. */

/** `hidden` holds personal data, `differs` is where two byte strings part, `end` is where one has no byte any more. */
export type SegmentKind = 'plain' | 'hidden' | 'differs' | 'end'

export interface Segment {
  kind: SegmentKind
  text: string
}

export interface ByteRow {
  /** Of the first byte in the whole. */
  offset: number
  hex: Segment[]
  text: Segment[]
}

interface RowOptions {
  /** Offset of bytes[0] in the whole. */
  from: number
  /** One flag a byte of `bytes`. */
  hidden?: Uint8Array | null
  /** Offset in the whole of the byte to be marked. */
  mark?: number | null
  width?: number
}

/** Rows begin at multiples of `width` in the whole, as in every hex dump. */
export function byteRows(bytes: Uint8Array, options: RowOptions): ByteRow[] {
  const { from, hidden = null, mark = null, width = 16 } = options
  const end = from + bytes.byteLength
  const marksEnd = mark === end
  const rows: ByteRow[] = []
  if (bytes.byteLength === 0 && !marksEnd) return rows
  for (let start = from - (from % width); start < end || (marksEnd && start <= end); start += width) {
    const row: ByteRow = { offset: start, hex: [], text: [] }
    for (let at = start; at < start + width; at++) {
      const byte = at < from ? undefined : bytes[at - from]
      const isHidden = hidden?.[at - from] === 1
      const kind = kindOf(at, { mark, isHidden, isEnd: at === end && marksEnd })
      if (byte === undefined && kind !== 'end' && at >= from) break
      push(row.hex, kind, at < from ? '  ' : isHidden ? '••' : hexOf(byte), ' ')
      push(row.text, kind, at < from ? ' ' : isHidden ? '•' : charOf(byte), '')
    }
    rows.push(row)
  }
  return rows
}

function kindOf(at: number, of: { mark: number | null; isHidden: boolean; isEnd: boolean }): SegmentKind {
  if (of.isEnd) return 'end'
  if (at === of.mark) return 'differs'
  return of.isHidden ? 'hidden' : 'plain'
}

function hexOf(byte: number | undefined): string {
  return byte === undefined ? '--' : byte.toString(16).padStart(2, '0')
}

function charOf(byte: number | undefined): string {
  if (byte === undefined) return '⊣'
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'
}

/** Neighbours of one kind become one segment, so that a row is a few elements and not sixteen. */
function push(segments: Segment[], kind: SegmentKind, text: string, between: string): void {
  const last = segments.at(-1)
  if (last?.kind === kind) last.text += between + text
  else segments.push({ kind, text: last ? between + text : text })
}

const NAMES: Record<string, string> = { '\u0000': '␀', '\r': '␍', '\ufeff': '[BOM]', '\u007f': '␡' }

/** The bytes as UTF-8 text, what cannot be seen made visible, hidden runs as dots. */
export function textSegments(bytes: Uint8Array, hidden: Uint8Array | null): Segment[] {
  const segments: Segment[] = []
  let start = 0
  for (let at = 1; at <= bytes.byteLength; at++) {
    const isHidden = hidden?.[start] === 1
    if (at < bytes.byteLength && (hidden?.[at] === 1) === isHidden) continue
    const run = bytes.subarray(start, at)
    segments.push(
      isHidden
        ? { kind: 'hidden', text: '•'.repeat(Math.min(run.byteLength, 8)) }
        : { kind: 'plain', text: visible(run) },
    )
    start = at
  }
  return segments
}

function visible(run: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(run)
  // Control characters would be dropped by a browser, and they are what makes digests differ.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f\ufeff]/g, (char) => NAMES[char] ?? controlPicture(char))
}

function controlPicture(char: string): string {
  return String.fromCharCode(0x2400 + char.charCodeAt(0))
}
