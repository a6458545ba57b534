import { binary, type ByteChange } from './change'

const BOM = Buffer.from([0xef, 0xbb, 0xbf])

const behind = (body: Buffer, end: string) => Buffer.concat([body, Buffer.from(end)])

/** Line ends, white space and marks at the edges. */
export const EDGES: ByteChange[] = [
  {
    step: 'bytes:newline-removed',
    words: 'without its last newline',
    apply: binary((t) => t.replace(/\r?\n$/, '')),
    needs: ({ isEdged }) => isEdged,
  },
  { step: 'bytes:newline-added', words: 'with a newline behind it', apply: (b) => behind(b, '\n') },
  { step: 'bytes:crlf-added', words: 'with a CRLF behind it', apply: (b) => behind(b, '\r\n') },
  {
    step: 'bytes:bom-removed',
    words: 'without its BOM',
    apply: (b) => (b.subarray(0, 3).equals(BOM) ? b.subarray(3) : null),
  },
  { step: 'bytes:bom-added', words: 'with a BOM before it', apply: (b) => Buffer.concat([BOM, b]) },
  {
    step: 'bytes:lf',
    words: 'with LF line ends',
    apply: binary((t) => t.replaceAll('\r\n', '\n')),
    needs: ({ hasLineEnd }) => hasLineEnd,
  },
  {
    step: 'bytes:crlf',
    words: 'with CRLF line ends',
    apply: binary((t) => t.replace(/\r?\n/g, '\r\n')),
    needs: ({ hasLineEnd }) => hasLineEnd,
  },
  {
    step: 'bytes:cr',
    words: 'with CR line ends',
    apply: binary((t) => t.replace(/\r?\n/g, '\r')),
    needs: ({ hasLineEnd }) => hasLineEnd,
  },
  {
    step: 'bytes:trimmed',
    words: 'without white space at its ends',
    apply: binary((t) => t.trim()),
    needs: ({ isEdged }) => isEdged,
  },
  {
    step: 'bytes:end-trimmed',
    words: 'without white space at its end',
    apply: binary((t) => t.trimEnd()),
    needs: ({ isEdged }) => isEdged,
  },
  {
    step: 'bytes:lines-joined',
    words: 'without its line ends',
    apply: binary((t) => t.replace(/[\r\n]+/g, '')),
    needs: ({ hasLineEnd }) => hasLineEnd,
  },
  { step: 'bytes:space-added', words: 'with a space behind it', apply: (b) => behind(b, ' ') },
  { step: 'bytes:nul-added', words: 'with a NUL behind it', apply: (b) => behind(b, '\0') },
  {
    step: 'bytes:nul-removed',
    words: 'without the NUL behind it',
    apply: binary((t) => t.replace(/\u0000+$/, '')),
    needs: ({ isEdged }) => isEdged,
  },
]
