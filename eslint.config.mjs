import nextVitals from 'eslint-config-next/core-web-vitals'
import prettier from 'eslint-config-prettier'
import boundaries from 'eslint-plugin-boundaries'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { categories, elements, policies } from './eslint.boundaries.mjs'
import oneSource from './eslint.one-source.mjs'

const SOURCES = ['**/*.{ts,tsx,mts,js,mjs}']
const TESTS = ['tests/**', '**/*.test.{ts,tsx}']

export default defineConfig([
  globalIgnores(['.next/**', '.data/**', 'lib/store/generated/**', 'coverage/**', 'screenshots/**', 'next-env.d.ts']),
  ...nextVitals.map(inPages),
  tseslint.configs.strict,
  prettier,
  {
    files: SOURCES,
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only lib/env.ts reads the environment; call env().' },
      ],
      'no-restricted-imports': ['error', { patterns: [prismaOnlyIn('lib/store')] }],
      'import/no-anonymous-default-export': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    files: SOURCES,
    ignores: TESTS,
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { alwaysTryTypes: true } },
      'boundaries/elements': elements,
      'boundaries/files': categories,
    },
    rules: { 'boundaries/dependencies': ['error', { default: 'disallow', policies }] },
  },
  {
    files: ['app/**/route.ts'],
    plugins: { desk: { rules: { 'one-source': oneSource } } },
    rules: { 'desk/one-source': 'error' },
  },
  { files: ['lib/store/**'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['lib/env.ts', 'scripts/**', 'simulator/**', '*.config.{ts,js,mjs}', ...TESTS],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: TESTS, rules: { 'max-lines-per-function': 'off', 'no-restricted-imports': 'off' } },
])

/** React's rules, which compile what they judge, only where React is. Rules that need types are oxlint's (.oxlintrc.json). */
function inPages(config) {
  return config.rules ? { ...config, files: ['{app,components}/**/*.{ts,tsx}'] } : config
}

function prismaOnlyIn(folder) {
  return {
    regex: '^@prisma/|store/generated',
    message: `Prisma stays inside ${folder}; add a function there.`,
  }
}
