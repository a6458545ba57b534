export interface InlinePart {
  text: string
  isCode: boolean
}

/** Splits guidance text at its backticks, the only markup it uses: `a \`B\` c` becomes three parts. */
export function inlineParts(text: string): InlinePart[] {
  return text
    .split('`')
    .map((part, index) => ({ text: part, isCode: index % 2 === 1 }))
    .filter((part) => part.text !== '')
}
