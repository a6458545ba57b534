import type { Token } from './parse'

/** Where writers put spaces and line ends. */

interface Spacing {
  item: string
  colon: string
  /** Null: all on one line. */
  indent: string | null
  /** `[ 1, 2 ]` on one line, with the objects in it indented. */
  inlineLists?: boolean
  empty?: 'tight' | 'spaced' | 'broken'
}

export const LAYOUTS = {
  compact: { item: ',', colon: ':', indent: null },
  /** Python's json.dumps. */
  spaced: { item: ', ', colon: ': ', indent: null },
  'colon-spaced': { item: ',', colon: ': ', indent: null },
  'indent-2': { item: ',', colon: ': ', indent: '  ' },
  'indent-4': { item: ',', colon: ': ', indent: '    ' },
  'indent-tab': { item: ',', colon: ': ', indent: '\t' },
  /** Jackson's default pretty printer. */
  jackson: { item: ',', colon: ' : ', indent: '  ', inlineLists: true, empty: 'spaced' },
  /** Ruby's JSON.pretty_generate before 2.10 of its json. */
  ruby: { item: ',', colon: ': ', indent: '  ', empty: 'broken' },
} as const satisfies Record<string, Spacing>
export type Layout = keyof typeof LAYOUTS

export function isIndented(layout: Layout): boolean {
  return LAYOUTS[layout].indent !== null
}

/** `spelling` has the text of each scalar and key by the token's index. */
export function layOut(tokens: Token[], layout: Layout, spelling: readonly string[]): string {
  const spacing: Spacing = LAYOUTS[layout]
  const open: Token[] = []
  let out = ''
  let before: Token | undefined
  for (const token of tokens) {
    if (token.kind === '}' || token.kind === ']') {
      const opening = open.pop()
      out += before === opening ? emptyGap(spacing, token, open) : gap(spacing, open, opening) + token.raw
    } else {
      const isFirst = before !== undefined && before === open.at(-1)
      if (before && before.kind !== 'key') out += (isFirst ? '' : spacing.item) + gap(spacing, open, open.at(-1))
      const isOpening = token.kind === '{' || token.kind === '['
      out += isOpening ? token.raw : (spelling[token.index] ?? token.raw)
      if (token.kind === 'key') out += spacing.colon
      if (isOpening) open.push(token)
    }
    before = token
  }
  return out
}

function gap(spacing: Spacing, open: Token[], container: Token | undefined): string {
  if (spacing.indent === null) return ''
  if (spacing.inlineLists && container?.kind === '[') return ' '
  const depth = spacing.inlineLists ? open.filter(({ kind }) => kind === '{').length : open.length
  return `\n${spacing.indent.repeat(depth)}`
}

function emptyGap(spacing: Spacing, closing: Token, open: Token[]): string {
  if (spacing.empty === 'spaced') return ` ${closing.raw}`
  if (spacing.empty !== 'broken') return closing.raw
  const indent = (spacing.indent ?? '').repeat(open.length)
  return closing.kind === ']' ? `\n\n${indent}]` : `\n${indent}}`
}
