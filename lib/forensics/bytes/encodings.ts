import { attempt, binary, utf8, utf8Attempt, type ByteChange } from './change'

/** Written in another alphabet for the way: base64, forms, HTML. */
export const ENCODINGS: ByteChange[] = [
  {
    step: 'bytes:base64',
    words: 'in base64',
    apply: (b) => Buffer.from(b.toString('base64')),
    needs: ({ isSmall }) => isSmall,
  },
  { step: 'bytes:base64-decoded', words: 'decoded from base64', apply: fromBase64 },
  { step: 'bytes:hex', words: 'in hex', apply: (b) => Buffer.from(b.toString('hex')), needs: ({ isSmall }) => isSmall },
  { step: 'bytes:form-value', words: 'taken out of its form field', apply: attempt(formValue) },
  {
    step: 'bytes:form-encoded',
    words: 'in percent encoding',
    apply: utf8Attempt((t) => encodeURIComponent(t)),
    needs: ({ isSmall }) => isSmall,
  },
  {
    step: 'bytes:form-plus',
    words: 'in form encoding',
    apply: utf8Attempt(formEncode),
    needs: ({ isSmall }) => isSmall,
  },
  {
    step: 'bytes:form-payload',
    words: 'as the form field payload',
    apply: utf8Attempt((t) => `payload=${formEncode(t)}`),
    needs: ({ isSmall }) => isSmall,
  },
  {
    step: 'bytes:form-body',
    words: 'as the form field body',
    apply: utf8Attempt((t) => `body=${formEncode(t)}`),
    needs: ({ isSmall }) => isSmall,
  },
  {
    step: 'bytes:form-key',
    words: 'as the name of a form field',
    apply: utf8Attempt((t) => `${formEncode(t)}=`),
    needs: ({ isSmall }) => isSmall,
  },
  {
    step: 'bytes:form-decoded',
    words: 'with its percent encoding decoded',
    apply: utf8Attempt((t) => decodeURIComponent(t)),
    needs: ({ has }) => has('%'),
  },
  {
    step: 'bytes:plus-decoded',
    words: 'with its form encoding decoded',
    apply: utf8Attempt((t) => decodeURIComponent(t.replaceAll('+', ' '))),
    needs: ({ has }) => has('%') || has('+'),
  },
  {
    step: 'bytes:plus-lost',
    words: 'with spaces for plus signs',
    apply: binary((t) => t.replaceAll('+', ' ')),
    needs: ({ has }) => has('+'),
  },
  { step: 'bytes:html-escaped', words: 'with HTML entities', apply: utf8(htmlEscape), needs: ({ isSmall }) => isSmall },
  {
    step: 'bytes:html-unescaped',
    words: 'with its HTML entities decoded',
    apply: utf8(htmlUnescape),
    needs: ({ has }) => has('&'),
  },
  {
    step: 'bytes:slashes-stripped',
    words: 'without its backslashes',
    apply: binary((t) => t.replace(/\\(.)/g, '$1')),
    needs: ({ has }) => has('\\'),
  },
]

function fromBase64(body: Buffer): Buffer | null {
  const text = body.toString('latin1').trim()
  return /^[A-Za-z0-9+/_-]+=*$/.test(text) ? Buffer.from(text, 'base64') : null
}

function formEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

function formValue(body: Buffer): Buffer | null {
  const text = body.toString('utf8')
  if (!/^[\w.[\]-]{0,64}=/.test(text) && !/^%7B.*=?$/i.test(text)) return null
  const [pair] = new URLSearchParams(text)
  const value = pair?.[1] === '' ? pair[0] : pair?.[1]
  return value ? Buffer.from(value) : null
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function htmlEscape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
}

function htmlUnescape(text: string): string {
  const signs = new Map(Object.entries(ENTITIES).map(([sign, entity]) => [entity, sign]))
  return text.replace(/&(?:amp|lt|gt|quot|#39|#x27|#039);/g, (entity) => signs.get(entity) ?? "'")
}
