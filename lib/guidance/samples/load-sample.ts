import { createRequire } from 'node:module'
import ts from 'typescript'
import type { CodeSample } from '../types'

const nodeRequire = createRequire(import.meta.url)

/** For tests alone: a sample as CommonJS. Throws on a syntax error, with the sample's title. */
export function compileSample(sample: CodeSample): string {
  const { outputText, diagnostics } = ts.transpileModule(sample.source, {
    reportDiagnostics: true,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      esModuleInterop: true,
    },
  })
  const problem = diagnostics?.[0]
  if (problem) throw new Error(`${sample.title}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`)
  return outputText
}

/**
 * For tests alone: runs a sample. `modules` holds what it imports from beside itself and its reader's own functions.
 * T is what the sample exports: nothing checks it, so the test states it as the sample's reader would use it.
 */
export function loadSample<T>(sample: CodeSample, modules: Record<string, unknown> = {}): T {
  const resolve = (name: string): unknown => (Object.hasOwn(modules, name) ? modules[name] : nodeRequire(name))
  const exported = {}
  new Function('require', 'exports', compileSample(sample))(resolve, exported)
  return exported as T
}
