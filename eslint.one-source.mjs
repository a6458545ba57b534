const SOURCE = /^@\/lib\/(ingest|query|commands)\//

/** A route is a wrapper, a schema and one call: it imports from one of ingest, query and commands, never from two. */
const rule = {
  meta: { type: 'problem', schema: [], messages: { two: 'A route calls one of ingest, query and commands, not two.' } },
  create(context) {
    const seen = new Set()
    return {
      ImportDeclaration(node) {
        const source = SOURCE.exec(String(node.source.value))?.[1]
        if (!source || node.importKind === 'type') return
        seen.add(source)
        if (seen.size > 1) context.report({ node, messageId: 'two' })
      },
    }
  },
}

export default rule
