/** What the server is going to do for a load: its plan of each statement, and what would make it faster. */
import { inspect } from 'node:util'
import type { LoadPlan, ReadyLevel } from '../load/load-plan.ts'
import type { Branch } from '../load/plan.ts'
import { planText } from '../load/plan-text.ts'
import { sqlLines } from '../load/sql-lines.ts'
import { counted, planLines } from './plan-lines.ts'
import type { ServerPlan } from './server-plan.ts'
import type { UnindexedForeignKey } from './unindexed.ts'

/**
 * One statement of a load.
 * - `branch`: whose rows it reads, as `orders.products`; the empty one is the read's own, which has no `strategy`
 * - `parameters`: the bound values, in the text form that was sent
 * - `plan`: the server's own, as JSON
 * - `rows`: how many came
 * - `cost`: what the server expects, in its own unit (PostgreSQL manual, "Planner Cost Constants")
 * - `milliseconds`: how long the server took, with `analyze`
 */
export type ExplainedStatement = {
  readonly branch: string
  readonly strategy: Branch['strategy'] | undefined
  readonly sql: string
  readonly parameters: readonly (string | null)[]
  readonly plan: ServerPlan
  readonly rows: number
  readonly cost: number
  readonly milliseconds?: number
}

/** A load, explained by the server. As a text it is the tree of the load with the plans, and the findings behind it. */
export class Explanation {
  /** In the order in which they were sent. */
  readonly statements: readonly ExplainedStatement[]
  readonly findings: readonly UnindexedForeignKey[]
  readonly #plan: LoadPlan
  readonly #byLevel: ReadonlyMap<ReadyLevel, readonly ExplainedStatement[]>

  constructor(
    plan: LoadPlan,
    byLevel: ReadonlyMap<ReadyLevel, readonly ExplainedStatement[]>,
    findings: readonly UnindexedForeignKey[],
  ) {
    this.statements = [...byLevel.values()].flat()
    this.findings = findings
    this.#plan = plan
    this.#byLevel = byLevel
  }

  toString(): string {
    const tree = planText(this.#plan, (ready) => this.#under(ready))
    return [tree, ...this.findings.map(words)].join('\n\n')
  }

  [inspect.custom](): string {
    return this.toString()
  }

  #under(ready: ReadyLevel): readonly string[] {
    const statements = this.#byLevel.get(ready)
    return statements?.flatMap(linesOf) ?? ['Not sent: there are no rows to read it for.']
  }
}

function linesOf({ sql, plan, rows, cost, milliseconds }: ExplainedStatement): readonly string[] {
  const time = milliseconds === undefined ? '' : `, ${milliseconds.toFixed(2)} ms`
  return [
    ...sqlLines(sql),
    `-- ${counted(rows)} came, cost ${cost.toFixed(2)}${time}`,
    ...planLines(plan).map((line) => `   ${line}`),
  ]
}

/** A finding in words. */
function words({ table, columns, constraint, branches, suggestion }: UnindexedForeignKey): string {
  const what = branches.map((branch) => (branch === '' ? 'the read itself' : branch)).join(' and for ')
  return [
    `The whole table ${table} is read for ${what}: no index begins with ${columns.join(', ')} (foreign key ${constraint}).`,
    `  ${suggestion};`,
  ].join('\n')
}
