/** Explains a load: runs it, and asks the server for its plan of each SELECT before that is sent. */
import type { Model } from 'sequelize'
import { loadingOf } from '../core/on-demand.ts'
import type { ModelClass } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import type { Result, Statement } from '../driver/connection.ts'
import type { Beyond, LoadPlan, ReadyLevel } from '../load/load-plan.ts'
import { runPlan } from '../load/load.ts'
import { makePlain } from '../load/make-plain.ts'
import type { Branch } from '../load/plan.ts'
import { planned } from '../load/plan-cache.ts'
import { fill } from '../load/template.ts'
import type { ReadOptions } from '../read/find.ts'
import { objects, prepared, sendRead } from '../read/find.ts'
import { columnNames, isRaw } from '../read/select.ts'
import type { FindOptions, Load, PlainFindOptions, RawFindOptions } from '../types.ts'
import { autoflush } from '../unit/flush.ts'
import type { ExplainedStatement } from './explanation.ts'
import { Explanation } from './explanation.ts'
import { explaining, planIn } from './server-plan.ts'
import { unindexed } from './unindexed.ts'

/** `analyze`: whether the server runs each statement a second time, and measures it. */
export type ExplainOptions = { readonly analyze?: boolean }

/** Options of a read, whatever it gives. */
export type AnyFindOptions<M extends Model, L extends Load<M> = Load<M>> =
  | FindOptions<M, L>
  | PlainFindOptions<M, L>
  | RawFindOptions<M>

/** The plan of a read, without asking anybody; what hooks would change of it is not in it. */
export function planOfRead(
  session: SessionState,
  model: ModelClass,
  { plain: _plain, ...options }: ReadOptions,
): LoadPlan {
  return planned(session.core, model, options, loadingOf(session)).plan
}

/** Runs a read, of which nothing stays in the session, and gives what the server has said of its statements. */
export function* explain(
  session: SessionState,
  model: ModelClass,
  { plain: _plain, ...options }: ReadOptions,
  { analyze = false }: ExplainOptions,
): Step<Explanation> {
  const { plan, values, after } = yield* prepared(session, model, options)
  yield* autoflush(session)
  const explainer = new Explainer(session, plan, analyze)
  yield* after(yield* explainer.run(values))
  return yield* explainer.explanation()
}

/** A branch, and how it is read. */
type Place = Pick<ExplainedStatement, 'branch' | 'strategy'>

class Explainer {
  readonly #session: SessionState
  readonly #plan: LoadPlan
  readonly #analyze: boolean
  readonly #places: ReadonlyMap<ReadyLevel, Place>
  readonly #statements = new Map<ReadyLevel, ExplainedStatement[]>()

  constructor(session: SessionState, plan: LoadPlan, analyze: boolean) {
    this.#session = session
    this.#plan = plan
    this.#analyze = analyze
    this.#places = new Map(placesOf(plan))
  }

  /** Runs the load, and gives what it makes. */
  *run(values: readonly unknown[]): Step<object[]> {
    const { root } = this.#plan
    const { core } = this.#session
    const { finder } = root.level
    const ask = (ready: ReadyLevel, statement: Statement) => this.#ask(ready, statement)
    if (!isRaw(finder))
      return yield* runPlan({ session: this.#session, make: makePlain(core), values, ask }, this.#plan)
    const { rows } = yield* ask(root, fill(core, root.template, values))
    return objects({ columns: columnNames(finder), rows })
  }

  *explanation(): Step<Explanation> {
    const planned = [...this.#statements].flatMap(([{ level }, statements]) =>
      statements.map(({ branch, plan }) => ({ branch, level, plan })),
    )
    const findings = yield* unindexed(this.#session, planned)
    return new Explanation(this.#plan, this.#statements, findings)
  }

  *#ask(ready: ReadyLevel, statement: Statement): Step<Result> {
    const { finder } = ready.level
    const plan = planIn(yield* sendRead(this.#session, finder, explaining(statement, this.#analyze)))
    const result = yield* sendRead(this.#session, finder, statement)
    const time = plan['Execution Time']
    const statements = this.#statements.get(ready) ?? []
    this.#statements.set(ready, statements)
    statements.push({
      ...(this.#places.get(ready) ?? { branch: '', strategy: undefined }),
      sql: statement.text,
      parameters: statement.values,
      plan,
      rows: result.count,
      cost: plan.Plan['Total Cost'],
      ...(time === undefined ? {} : { milliseconds: time }),
    })
    return result
  }
}

/** Where in the load each level is. */
function placesOf({ root }: LoadPlan): readonly (readonly [ReadyLevel, Place])[] {
  return [[root, { branch: '', strategy: undefined }], ...placesBeyond(root.beyond, '')]
}

function placesBeyond({ inline, apart }: Beyond, path: string): readonly (readonly [ReadyLevel, Place])[] {
  const at = ({ relation: { name } }: Branch) => (path === '' ? name : `${path}.${name}`)
  return [
    ...inline.flatMap(({ branch, beyond }) => placesBeyond(beyond, at(branch))),
    ...apart.flatMap(({ branch, ready }) => [
      [ready, { branch: at(branch), strategy: branch.strategy }] as const,
      ...placesBeyond(ready.beyond, at(branch)),
    ]),
  ]
}
