import type { Arrangement } from './arrange'
import type { Layout } from './layout'
import type { NumberStyle } from './numbers'
import type { StringStyle } from './strings'

/** How one library, with its usual settings, writes a document that it has read. */
export interface Writer {
  layout: Layout
  strings: StringStyle
  numbers: NumberStyle
  arrangement: Arrangement
  /** Behind the document. */
  end?: '\n'
  /** "as … writes it" */
  words: string
}

type Base = Omit<Writer, 'words'>

const JAVASCRIPT: Base = { layout: 'compact', strings: 'plain', numbers: 'javascript', arrangement: 'javascript' }
const PYTHON: Base = { layout: 'spaced', strings: 'python', numbers: 'python', arrangement: 'read' }
const GO: Base = { layout: 'compact', strings: 'go', numbers: 'go', arrangement: 'sorted' }
const RUBY: Base = { layout: 'compact', strings: 'plain', numbers: 'ruby', arrangement: 'read' }
const PHP: Base = { layout: 'compact', strings: 'php', numbers: 'php', arrangement: 'php' }
const JACKSON: Base = { layout: 'compact', strings: 'jackson', numbers: 'java', arrangement: 'read' }
const GSON: Base = { layout: 'compact', strings: 'gson', numbers: 'java-double', arrangement: 'nulls-dropped' }
const DOTNET: Base = { layout: 'compact', strings: 'dotnet', numbers: 'as-written', arrangement: 'as-written' }
const WRITTEN: Base = {
  layout: 'compact',
  strings: 'as-written',
  numbers: 'as-written',
  arrangement: 'as-written',
}
const JQ: Base = { ...WRITTEN, strings: 'plain', arrangement: 'read' }

/** The likely ones first: of two that write a document alike, the first is named. */
export const WRITERS = {
  javascript: { ...JAVASCRIPT, words: 'JSON.stringify of JavaScript' },
  python: { ...PYTHON, words: 'json.dumps of Python' },
  'javascript-2': {
    ...JAVASCRIPT,
    layout: 'indent-2',
    words: 'JSON.stringify with an indent of 2, or another library with one,',
  },
  go: { ...GO, words: 'json.Marshal of Go, with sorted keys and HTML escapes,' },
  php: { ...PHP, words: 'json_encode of PHP, with escaped slashes,' },
  'python-utf8': { ...PYTHON, strings: 'plain', words: 'json.dumps of Python with ensure_ascii=False' },
  jackson: { ...JACKSON, words: 'Jackson of Java' },
  ruby: { ...RUBY, words: 'JSON.generate of Ruby' },
  'javascript-4': {
    ...JAVASCRIPT,
    layout: 'indent-4',
    words: 'JSON.stringify with an indent of 4, or another library with one,',
  },
  'python-compact': { ...PYTHON, layout: 'compact', words: 'json.dumps of Python without spaces' },
  'python-compact-utf8': {
    ...PYTHON,
    layout: 'compact',
    strings: 'plain',
    words: 'json.dumps of Python without spaces and with ensure_ascii=False',
  },
  'go-old': { ...GO, strings: 'go-old', words: 'json.Marshal of Go before 1.22, with sorted keys and HTML escapes,' },
  rails: { ...RUBY, strings: 'go', words: 'to_json of Rails, with HTML escapes,' },
  'php-objects': { ...PHP, arrangement: 'read', words: 'json_encode of PHP, with escaped slashes,' },
  'php-slashes': { ...PHP, strings: 'ascii-lower', words: 'json_encode of PHP with JSON_UNESCAPED_SLASHES' },
  'php-unicode': { ...PHP, strings: 'php-unicode', words: 'json_encode of PHP with JSON_UNESCAPED_UNICODE' },
  'php-both': {
    ...PHP,
    strings: 'go-no-html',
    words: 'json_encode of PHP with JSON_UNESCAPED_SLASHES and JSON_UNESCAPED_UNICODE',
  },
  'php-zero': { ...PHP, numbers: 'php-zero', words: 'json_encode of PHP with JSON_PRESERVE_ZERO_FRACTION' },
  'jackson-text': { ...JACKSON, strings: 'jackson-text', words: 'writeValueAsString of Jackson' },
  'jackson-ascii': { ...JACKSON, strings: 'ascii-upper', words: 'Jackson of Java with ESCAPE_NON_ASCII' },
  'jackson-sorted': { ...JACKSON, arrangement: 'sorted-utf16', words: 'Jackson of Java with sorted keys' },
  'jackson-decimal': { ...JACKSON, numbers: 'java-decimal', words: 'Jackson of Java with BigDecimal' },
  gson: { ...GSON, words: 'Gson of Java, with numbers as doubles,' },
  'gson-tree': { ...GSON, numbers: 'as-written', words: 'Gson of Java, with HTML escapes,' },
  dotnet: { ...DOTNET, words: 'System.Text.Json of .NET' },
  newtonsoft: { ...RUBY, numbers: 'dotnet', words: 'Newtonsoft.Json of .NET' },
  minified: { ...WRITTEN, words: 'a minifier, without white space,' },
  compact: { ...JQ, words: 'a compact writer that keeps numbers' },
  'go-numbers': { ...GO, numbers: 'as-written', words: 'json.Marshal of Go with UseNumber' },
  'javascript-sorted': {
    ...JAVASCRIPT,
    arrangement: 'sorted-utf16',
    words: 'JSON.stringify of JavaScript with sorted keys',
  },
  'python-sorted': { ...PYTHON, arrangement: 'sorted', words: 'json.dumps of Python with sort_keys' },
  canonical: {
    ...PYTHON,
    layout: 'compact',
    arrangement: 'sorted',
    words: 'json.dumps of Python with sort_keys and without spaces',
  },
  'compact-sorted': { ...JQ, arrangement: 'sorted', words: 'a compact writer with sorted keys' },
  'javascript-tab': {
    ...JAVASCRIPT,
    layout: 'indent-tab',
    words: 'JSON.stringify of JavaScript with an indent by tabs',
  },
  'python-2': { ...PYTHON, layout: 'indent-2', words: 'json.dumps of Python with an indent of 2' },
  'python-4': { ...PYTHON, layout: 'indent-4', words: 'json.dumps of Python with an indent of 4' },
  'python-utf8-2': {
    ...PYTHON,
    layout: 'indent-2',
    strings: 'plain',
    words: 'json.dumps of Python with an indent of 2 and ensure_ascii=False',
  },
  'python-utf8-4': {
    ...PYTHON,
    layout: 'indent-4',
    strings: 'plain',
    words: 'json.dumps of Python with an indent of 4 and ensure_ascii=False',
  },
  'python-sorted-2': {
    ...PYTHON,
    layout: 'indent-2',
    arrangement: 'sorted',
    words: 'json.dumps of Python with sort_keys and an indent of 2',
  },
  'python-sorted-4': {
    ...PYTHON,
    layout: 'indent-4',
    arrangement: 'sorted',
    words: 'json.dumps of Python with sort_keys and an indent of 4',
  },
  'go-2': { ...GO, layout: 'indent-2', words: 'json.MarshalIndent of Go with two spaces' },
  'go-4': { ...GO, layout: 'indent-4', words: 'json.MarshalIndent of Go with four spaces' },
  'go-tab': { ...GO, layout: 'indent-tab', words: 'json.MarshalIndent of Go with tabs' },
  'ruby-pretty': { ...RUBY, layout: 'ruby', words: 'JSON.pretty_generate of Ruby' },
  'ruby-pretty-2': { ...RUBY, layout: 'indent-2', words: 'JSON.pretty_generate of Ruby' },
  'php-pretty': { ...PHP, layout: 'indent-4', words: 'json_encode of PHP with JSON_PRETTY_PRINT' },
  'jackson-pretty': { ...JACKSON, layout: 'jackson', words: 'the default pretty printer of Jackson' },
  'jackson-pretty-text': {
    ...JACKSON,
    layout: 'jackson',
    strings: 'jackson-text',
    words: 'the default pretty printer of Jackson',
  },
  'gson-pretty': { ...GSON, layout: 'indent-2', numbers: 'as-written', words: 'Gson of Java with setPrettyPrinting' },
  'dotnet-pretty': { ...DOTNET, layout: 'indent-2', words: 'System.Text.Json of .NET with WriteIndented' },
  'spaced-written': { ...WRITTEN, layout: 'spaced', words: 'a writer with a space behind commas and colons' },
  'indented-2': { ...WRITTEN, layout: 'indent-2', words: 'a pretty printer with an indent of 2' },
  'indented-4': { ...WRITTEN, layout: 'indent-4', words: 'a pretty printer with an indent of 4' },
  slashes: { ...JAVASCRIPT, strings: 'slashes', words: 'a writer that escapes slashes' },
  jsonb: {
    layout: 'spaced',
    strings: 'plain',
    numbers: 'plain',
    arrangement: 'jsonb',
    words: 'a jsonb column of Postgres',
  },
  'go-encoder': { ...GO, end: '\n', words: 'json.Encoder of Go' },
  'go-no-html': { ...GO, strings: 'go-no-html', end: '\n', words: 'json.Encoder of Go without HTML escapes' },
} as const satisfies Record<string, Writer>
export type WriterName = keyof typeof WRITERS
