/**
 * Who may import whom. Data flows one way: ingest → store → detect → store → query → pages. The most specific folder
 * comes first; a file belongs to the first that matches.
 */

const folders = [
  ['rules', 'lib/detect/rules'],
  ['detect', 'lib/detect'],
  ['embedded', 'lib/store/embedded'],
  ['generated', 'lib/store/generated'],
  ['store', 'lib/store'],
  ['domain', 'lib/domain'],
  ['format', 'lib/format'],
  ['platform', 'lib/platform'],
  ['ingest', 'lib/ingest'],
  ['forensics', 'lib/forensics'],
  ['query', 'lib/query'],
  ['commands', 'lib/commands'],
  ['notify', 'lib/notify'],
  ['guidance', 'lib/guidance'],
  ['auth', 'lib/auth'],
  ['http', 'lib/http'],
  ['telemetry', 'lib/telemetry'],
  ['worker', 'lib/worker'],
  ['base', 'lib'],
  ['components', 'components'],
  ['app', 'app'],
  ['simulator', 'simulator'],
  ['scripts', 'scripts'],
  ['tests', 'tests'],
]

export const elements = folders.map(([type, pattern]) => ({ type, pattern, partialMatch: false, stopMatching: true }))

export const categories = [
  // What the simulator may share with the product: shapes and the signature scheme, never the client.
  { category: 'contract', pattern: 'lib/platform/{contract,signature}.ts' },
  { category: 'route', pattern: 'app/**/route.ts' },
  { category: 'proxy', pattern: 'proxy.ts' },
]

/** Its own folder, and: */
const may = {
  base: [],
  telemetry: ['base'],
  domain: ['base'],
  format: ['base', 'domain'],
  guidance: ['base', 'domain', 'format'],
  platform: ['base', 'telemetry', 'domain'],
  embedded: ['base', 'telemetry', 'store'],
  store: ['base', 'telemetry', 'domain', 'embedded', 'generated'],
  ingest: ['base', 'telemetry', 'domain', 'platform', 'store'],
  rules: ['base', 'domain'],
  forensics: ['base', 'domain'],
  detect: ['base', 'telemetry', 'domain', 'rules', 'forensics', 'store'],
  auth: ['base', 'telemetry', 'domain', 'store'],
  notify: ['base', 'telemetry', 'domain', 'format', 'store'],
  query: ['base', 'telemetry', 'auth', 'store', 'domain', 'forensics', 'guidance', 'format'],
  commands: ['base', 'telemetry', 'auth', 'store', 'domain', 'forensics', 'notify'],
  http: ['base', 'telemetry', 'auth', 'domain'],
  worker: ['base', 'telemetry', 'domain', 'platform', 'store', 'ingest', 'detect', 'notify'],
  components: ['domain', 'format'],
  app: ['base', 'components', 'query', 'auth', 'domain', 'format', 'guidance'],
  simulator: [],
  scripts: [
    'base',
    'telemetry',
    'http',
    'ingest',
    'auth',
    'commands',
    'query',
    'embedded',
    'store',
    'worker',
    'domain',
  ],
  tests: folders.map(([type]) => type),
}

const to = (types) => ({ to: { element: { types: { anyOf: types } } } })

export const policies = [
  ...Object.entries(may).map(([type, types]) => ({ from: { element: { type } }, allow: to([type, ...types]) })),
  ...['rules', 'forensics', 'simulator'].map((type) => ({
    from: { element: { type } },
    allow: { to: { file: { categories: 'contract' } } },
  })),
  { from: { element: { type: 'components' } }, allow: { ...to(['query']), dependency: { kind: 'type' } } },
  { from: { file: { categories: 'route' } }, allow: to(['http', 'ingest', 'commands', 'telemetry']) },
  { from: { file: { categories: 'proxy' } }, allow: to(['base', 'auth']) },
  // The server answers some routes itself, before Next sees the request.
  { from: { element: { type: 'scripts' } }, allow: { to: { file: { categories: 'route' } } } },
]
