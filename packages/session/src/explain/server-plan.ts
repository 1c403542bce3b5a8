/** The server's plan of a statement, as `EXPLAIN (FORMAT JSON)` gives it (PostgreSQL manual, "EXPLAIN"). */
import type { Result, Statement } from '../driver/connection.ts'

/** One node; what else the server says of it is there under the server's own names. */
export type PlanNode = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Schema?: string
  readonly Alias?: string
  readonly 'Index Name'?: string
  readonly 'Total Cost': number
  readonly 'Plan Rows': number
  readonly 'Actual Rows'?: number
  /** In milliseconds, for each loop. */
  readonly 'Actual Total Time'?: number
  readonly 'Actual Loops'?: number
  readonly Plans?: readonly PlanNode[]
  readonly [more: string]: unknown
}

/** The tree of nodes, and with `analyze` how long the statement took in milliseconds. */
export type ServerPlan = {
  readonly Plan: PlanNode
  readonly 'Planning Time'?: number
  readonly 'Execution Time'?: number
  readonly [more: string]: unknown
}

/**
 * What asks for the plan of a statement, with its values.
 * @param analyze whether the server runs the statement and measures
 */
export function explaining({ text, values }: Statement, analyze: boolean): Statement {
  const options = `FORMAT JSON, VERBOSE${analyze ? ', ANALYZE, BUFFERS' : ''}`
  return { text: `EXPLAIN (${options}) ${text}`, values, prepare: false }
}

/** The plan in an answer. The parser of json may be somebody's own, that leaves texts as they are. */
export function planIn({ rows }: Result): ServerPlan {
  const cell = rows[0]?.[0]
  const [plan] = (typeof cell === 'string' ? JSON.parse(cell) : cell) as readonly [ServerPlan]
  return plan
}

/** A node and those below it. */
export function* nodesOf(node: PlanNode): Generator<PlanNode, void> {
  yield node
  for (const each of node.Plans ?? []) yield* nodesOf(each)
}
