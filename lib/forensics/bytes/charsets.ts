import { attempt, utf8, type ByteChange } from './change'

/** Character sets and normal forms. */
export const CHARSETS: ByteChange[] = [
  {
    step: 'bytes:latin1',
    words: 'as Latin-1 in place of UTF-8',
    apply: toSingleByte('latin1'),
    needs: ({ isAscii }) => !isAscii,
  },
  {
    step: 'bytes:windows-1252',
    words: 'as Windows-1252 in place of UTF-8',
    apply: toSingleByte('windows-1252'),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
  {
    step: 'bytes:utf8-from-latin1',
    words: 'as UTF-8 read from Latin-1',
    apply: (b) => Buffer.from(b.toString('latin1')),
    needs: ({ isAscii }) => !isAscii,
  },
  {
    step: 'bytes:utf8-from-windows-1252',
    words: 'as UTF-8 read from Windows-1252',
    apply: attempt(fromWindows1252),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
  {
    step: 'bytes:nfc',
    words: 'in Unicode form NFC',
    apply: utf8((t) => t.normalize('NFC')),
    needs: ({ isAscii }) => !isAscii,
  },
  {
    step: 'bytes:nfd',
    words: 'in Unicode form NFD',
    apply: utf8((t) => t.normalize('NFD')),
    needs: ({ isAscii }) => !isAscii,
  },
  {
    step: 'bytes:nfkc',
    words: 'in Unicode form NFKC',
    apply: utf8((t) => t.normalize('NFKC')),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
  {
    step: 'bytes:utf16le',
    words: 'as UTF-16',
    apply: (b) => Buffer.from(b.toString('utf8'), 'utf16le'),
    needs: ({ isSmall }) => isSmall,
  },
  { step: 'bytes:utf8-from-utf16le', words: 'as UTF-8 read from UTF-16', apply: fromUtf16 },
  {
    step: 'bytes:decoded',
    words: 'with U+FFFD for bytes that are no UTF-8',
    apply: utf8((t) => t),
    needs: ({ isAscii }) => !isAscii,
  },
  {
    step: 'bytes:question-marks',
    words: 'with ? for every sign beyond ASCII',
    apply: utf8(asciiOnly('?')),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
  {
    step: 'bytes:replacement-signs',
    words: 'with U+FFFD for bytes beyond ASCII',
    apply: (b) => Buffer.from(new TextDecoder().decode(b.map((byte) => (byte > 127 ? 255 : byte)))),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
  {
    step: 'bytes:ascii-only',
    words: 'without the signs beyond ASCII',
    apply: utf8(asciiOnly('')),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
]

function toSingleByte(charset: 'latin1' | 'windows-1252') {
  return (body: Buffer): Buffer | null => {
    const text = body.toString('utf8')
    const bytes = Buffer.alloc(text.length)
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      const byte = charset === 'latin1' || code < 0x80 || code > 0xff ? singleByte(code, charset) : code
      if (byte === null) return null
      bytes[index] = byte
    }
    return bytes
  }
}

function singleByte(code: number, charset: 'latin1' | 'windows-1252'): number | null {
  if (code < 256) return code
  return charset === 'latin1' ? null : (WINDOWS_1252.get(code) ?? null)
}

const WINDOWS_1252 = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index))].map(
    (sign, index) => [sign.charCodeAt(0), 0x80 + index],
  ),
)

function fromWindows1252(body: Buffer): Buffer {
  return Buffer.from(new TextDecoder('windows-1252').decode(body))
}

function fromUtf16(body: Buffer): Buffer | null {
  return body.byteLength % 2 === 0 && body.includes(0) ? Buffer.from(body.toString('utf16le')) : null
}

function asciiOnly(sign: string) {
  return (text: string) => text.replace(/[\ud800-\udbff][\udc00-\udfff]|[^\u0000-\u007f]/g, sign)
}
