/** Loads relations onto instances that are there. */
import type { Model } from 'sequelize'
import { loadingOf } from '../core/on-demand.ts'
import type { Relation } from '../core/relation.ts'
import { keyOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { text } from '../core/text.ts'
import { finderOf } from '../read/select.ts'
import { loadBeyond, readByKeys } from './load.ts'
import type { Beyond } from './load-plan.ts'
import { readyBeyond, ReadyLevel } from './load-plan.ts'
import { makeInstances } from './make-instances.ts'
import { Node } from './node.ts'
import { relationPlan } from './plan-cache.ts'
import type { Branches } from './plan.ts'
import { apart, noBranches, plan } from './plan.ts'
import type { LoadTree } from './strategy.ts'

/**
 * Loads what a tree names onto instances of one model, whether they have it or not.
 * @throws SessionError UNKNOWN_RELATION, UNKNOWN_ATTRIBUTE, INVALID_OPTION
 */
export function* loadTree(
  session: SessionState,
  model: ModelClass,
  instances: readonly Model[],
  tree: LoadTree,
): Step<void> {
  const branches = apart(plan(model, tree, loadingOf(session)))
  const { onDemand } = branches
  yield* loadOnto(session, model, instances, readyBeyond(session.core, branches), { ...noBranches, onDemand })
}

/** Loads one relation. */
export function* loadRelation(
  session: SessionState,
  relation: Relation,
  instances: readonly Model[],
): Step<void> {
  const beyond = relationPlan(session.core, relation, loadingOf(session))
  yield* loadOnto(session, relation.source, instances, beyond)
}

/** The rows of a relation for these parents as the database has them, whichever scope their model has; nothing is set. */
export function* readChildren(
  session: SessionState,
  relation: Relation,
  parents: readonly Model[],
): Step<readonly (readonly [unknown, Model])[]> {
  const { target, through } = relation
  const finder = finderOf(target, { paranoid: false })
  const between = through && { through, finder: finderOf(through.model, { paranoid: false }), isShown: false }
  const level = {
    model: target,
    finder,
    branches: noBranches,
    parents: { relation, between, of: 'keys' },
  } as const
  const keys = new Set(parents.map((parent) => text(keyOf(relation, parent))))
  keys.delete(null)
  const run = { session, make: makeInstances(session), values: [] }
  const found = yield* readByKeys(run, new ReadyLevel(session.core, level), [...keys] as string[])
  return [...found].flatMap(([key, { children }]) => children.map((child) => [key, child as Model] as const))
}

function* loadOnto(
  session: SessionState,
  model: ModelClass,
  instances: readonly Model[],
  beyond: Beyond,
  branches: Branches = noBranches,
): Step<void> {
  const make = makeInstances(session)
  const finder = {}
  const layout = { model, finder, names: [], offset: 0, between: undefined, below: [] }
  const node = new Node(make, layout, { branches, isRepeated: true })
  for (const instance of new Set(instances)) node.add(instance, [])
  yield* loadBeyond({ session, make, values: [] }, node, beyond, [])
}
