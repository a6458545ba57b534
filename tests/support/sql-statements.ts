import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

export interface Statement {
  file: string
  line: number
  /** With `$` for each value or part that is put in. */
  sql: string
}

/** Every template in the files of `folder` that reads or writes one of `tables`. */
export function statementsAbout(tables: readonly string[], folder = 'lib/store'): Statement[] {
  const named = new RegExp(`\\b(FROM|JOIN|INTO|UPDATE|USING)\\s+"?(${tables.join('|')})\\b`)
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => templatesOf(path.join(folder, file)))
    .filter(({ sql }) => named.test(sql))
}

function templatesOf(file: string): Statement[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const found: Statement[] = []
  const visit = (node: ts.Node): void => {
    const sql = sqlOf(node)
    if (sql !== null) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push({ file: path.basename(file), line, sql })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function sqlOf(node: ts.Node): string | null {
  if (ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return null
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('$')
}
