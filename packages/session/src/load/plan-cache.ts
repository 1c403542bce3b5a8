/** The plans of an engine's reads by shape: what is read the same way again is not written again. */
import type { Core } from '../core/core.ts'
import type { Look } from '../core/model-look.ts'
import { isSame, lookOf } from '../core/model-look.ts'
import type { Relation } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import type { Finder } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'
import type { Compiled } from '../read/select.ts'
import { hasPaths } from '../read/paths.ts'
import { finderOf, isRaw } from '../read/select.ts'
import { givenOf, Probes } from './given.ts'
import type { Beyond } from './load-plan.ts'
import { LoadPlan, readyBeyond } from './load-plan.ts'
import type { Branches, Defaults } from './plan.ts'
import { apart, noBranches, plan, withKeys } from './plan.ts'
import type { LoadTree } from './strategy.ts'
import { isOpen } from './template.ts'

/** A plan, and the values for the places in its statements. */
export type Planned = { readonly plan: LoadPlan; readonly values: readonly unknown[] }

/** So many shapes of reads of one model are kept. */
const mostShapes = 500

/** A plan and what its models looked like when it was made; or that the shape cannot have one plan for all its values. */
type Kept = { readonly plan: LoadPlan | undefined; readonly looks: readonly Look[] }

const plans = new WeakMap<Core, WeakMap<ModelClass, Map<string, Kept>>>()

/**
 * The plan of a read: the one that reads of its shape have, or one of its own.
 * @throws SessionError UNKNOWN_RELATION, UNKNOWN_ATTRIBUTE, INVALID_OPTION
 */
export function planned(
  core: Core,
  model: ModelClass,
  options: Finder & { readonly load?: LoadTree | undefined },
  defaults: Defaults,
): Planned {
  const given = givenOf(options)
  if (given === undefined) return { plan: make(core, model, options, defaults), values: [] }
  const shapes = shapesOf(core, model)
  const key = `${defaults.join()} ${given.shape}`
  const known = shapes.get(key)
  const kept = known !== undefined && known.looks.every(isSame) ? known : open(core, model, options, defaults)
  shapes.delete(key)
  shapes.set(key, kept)
  if (shapes.size > mostShapes) forgetOldest(shapes)
  return kept.plan === undefined
    ? { plan: make(core, model, options, defaults), values: [] }
    : { plan: kept.plan, values: given.values }
}

type KeptRelation = { readonly beyond: Beyond; readonly key: string; readonly looks: readonly Look[] }

const relations = new WeakMap<Core, Map<Relation, KeptRelation>>()

/** What is sent to read one relation of instances that are there. */
export function relationPlan(core: Core, relation: Relation, defaults: Defaults): Beyond {
  const byRelation = relations.get(core) ?? new Map<Relation, KeptRelation>()
  relations.set(core, byRelation)
  const key = defaults.join()
  const known = byRelation.get(relation)
  if (known?.key === key && known.looks.every(isSame)) return known.beyond
  const branches = apart(plan(relation.source, { [relation.name]: { strategy: 'selectin' } }, defaults))
  const beyond = readyBeyond(core, branches)
  byRelation.set(relation, { beyond, key, looks: modelsOf(branches).map(lookOf) })
  return beyond
}

/** Makes a plan with places for values, unless something is wrong: that is said of the values themselves. */
function open(core: Core, model: ModelClass, options: Finder, defaults: Defaults): Kept {
  try {
    const probes = new Probes()
    const made = make(core, model, probes.put(options), defaults, probes)
    const templates = [...made.root.all()].map(({ template }) => template)
    return { plan: isOpen(templates, probes.count) ? made : undefined, looks: looksOf(core, made) }
  } catch {
    return { plan: undefined, looks: [] }
  }
}

/** What a plan is made of, where its finder options are compiled already. */
type Parts = {
  readonly model: ModelClass
  readonly finder: Compiled
  readonly load: LoadTree | undefined
  readonly defaults: Defaults
}

/** A plan of its own. */
export function planOf(core: Core, { model, finder, load, defaults }: Parts, probes?: Probes): LoadPlan {
  const branches = isRaw(finder) ? withoutLoad(load) : plan(model, load, defaults)
  return new LoadPlan(core, model, withKeys(model, finder, branches), branches, probes)
}

function make(
  core: Core,
  model: ModelClass,
  { load, ...options }: Finder & { readonly load?: LoadTree | undefined },
  defaults: Defaults,
  probes?: Probes,
): LoadPlan {
  return planOf(core, { model, finder: finderOf(model, options), load, defaults }, probes)
}

/**
 * Rows as they are have no relations.
 * @throws SessionError INVALID_OPTION
 */
export function withoutLoad(load: LoadTree | undefined): Branches {
  if (load === undefined) return noBranches
  throw new SessionError(
    'INVALID_OPTION',
    '"load" brings relations to instances, or to objects with "plain"; leave "raw" and "group" out, or "load".',
  )
}

function shapesOf(core: Core, model: ModelClass): Map<string, Kept> {
  const byModel = plans.get(core) ?? new WeakMap<ModelClass, Map<string, Kept>>()
  plans.set(core, byModel)
  const shapes = byModel.get(model) ?? new Map<string, Kept>()
  byModel.set(model, shapes)
  return shapes
}

/** What a plan depends on: its models, or any where a condition leads through relations. */
function looksOf({ sequelize }: Core, { root: { level } }: LoadPlan): readonly Look[] {
  const { model, finder, branches } = level
  const isLeading = [finder, ...findersOf(branches)].some(({ where }) => hasPaths(where))
  const others = isLeading ? (Object.values(sequelize.models) as ModelClass[]) : modelsOf(branches)
  return [...new Set([model, ...others])].map(lookOf)
}

function modelsOf({ inline, apart }: Branches): readonly ModelClass[] {
  return [...inline, ...apart].flatMap(({ relation, between, branches }) => [
    relation.target,
    ...(between === undefined ? [] : [between.through.model]),
    ...modelsOf(branches),
  ])
}

function findersOf({ inline, apart }: Branches): readonly Compiled[] {
  return [...inline, ...apart].flatMap(({ finder, between, branches }) => [
    finder,
    ...(between === undefined ? [] : [between.finder]),
    ...findersOf(branches),
  ])
}

function forgetOldest(shapes: Map<string, Kept>): void {
  for (const key of shapes.keys()) {
    shapes.delete(key)
    return
  }
}
