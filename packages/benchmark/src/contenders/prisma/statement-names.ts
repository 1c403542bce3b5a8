/** Names by which `pg` prepares what Prisma sends: without them each statement is parsed and planned anew. */

type Statement = { readonly sql: string }

/** Gives each text a name of its own, the same each time. */
export function statementNames(): (statement: Statement) => string {
  const names = new Map<string, string>()
  return ({ sql }) => {
    const name = names.get(sql) ?? `prisma_${names.size}`
    names.set(sql, name)
    return name
  }
}
