/** Listens to an engine: hand `hear` to `echo`, and ask for what was said since the last time. */
import type { ShownStatement } from './narrator.ts'

export type Ear = {
  /** Hears one statement. */
  readonly hear: (statement: ShownStatement) => void
  /** What was heard since the last call; transactions' own BEGIN, COMMIT and ROLLBACK only where asked for. */
  heard(options?: { readonly transactions?: boolean }): readonly ShownStatement[]
}

const ofTransactions = /^(BEGIN|COMMIT|ROLLBACK)$/

export function ear(): Ear {
  let statements: ShownStatement[] = []
  return {
    hear: (statement) => void statements.push(statement),
    heard: ({ transactions = false } = {}) => {
      const since = statements
      statements = []
      return transactions ? since : since.filter(({ sql }) => !ofTransactions.test(sql))
    },
  }
}
