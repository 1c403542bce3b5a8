/** What must be inserted before what: models by their foreign keys, rows of one table by the rows they refer to. Pure. */
import type { Model } from 'sequelize'
import { relationValue } from './attachment.ts'
import type { Relation } from './relation.ts'
import { relationsOf } from './relation.ts'
import type { ModelClass } from './sequelize.ts'
import { insideInstance } from './sequelize.ts'

/**
 * Models ordered so that each comes after those its foreign keys refer to. Where foreign keys form a cycle the order
 * within it is that of the names; deletes go the other way round.
 */
export function orderModels(models: Iterable<ModelClass>): readonly ModelClass[] {
  const all = [...models].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const byName = new Map(all.map((model) => [model.name, model]))
  const done = new Set<string>()
  const ordered: ModelClass[] = []
  const visit = (model: ModelClass) => {
    if (done.has(model.name)) return
    done.add(model.name)
    for (const name of parentsOf(model)) {
      const parent = byName.get(name)
      if (parent !== undefined) visit(parent)
    }
    ordered.push(model)
  }
  all.forEach(visit)
  return ordered
}

/**
 * Rows of one table in waves: a row comes after the rows of the same table that it refers to. Rows that refer to each
 * other in a ring end in one last wave.
 */
export function waves(model: ModelClass, rows: readonly Model[]): readonly (readonly Model[])[] {
  const own = [...relationsOf(model).values()].filter(
    (relation) => relation.kind === 'BelongsTo' && relation.target.name === model.name,
  )
  if (own.length === 0 || rows.length < 2) return rows.length === 0 ? [] : [rows]
  const byKey = new Map(own.map((relation) => [relation.targetKey, index(rows, relation.targetKey)]))
  const parents = new Map(rows.map((row) => [row, own.flatMap((relation) => referred(row, relation, byKey))]))
  return layered(rows, parents)
}

function layered(rows: readonly Model[], parents: ReadonlyMap<Model, readonly Model[]>): Model[][] {
  const layers: Model[][] = []
  const waiting = new Set(rows)
  while (waiting.size > 0) {
    const free = [...waiting].filter((row) => !parents.get(row)?.some((parent) => waiting.has(parent)))
    const layer = free.length === 0 ? [...waiting] : free
    for (const row of layer) waiting.delete(row)
    layers.push(layer)
  }
  return layers
}

function referred(
  row: Model,
  relation: Relation,
  byKey: ReadonlyMap<string, ReadonlyMap<string, Model>>,
): readonly Model[] {
  const value = insideInstance(row).dataValues[relation.key]
  const known = relationValue(row, relation.name) ?? byKey.get(relation.targetKey)?.get(String(value))
  return known === undefined || known === row ? [] : [known as Model]
}

function index(rows: readonly Model[], key: string): ReadonlyMap<string, Model> {
  return new Map(rows.map((row) => [String(insideInstance(row).dataValues[key]), row]))
}

function parentsOf(model: ModelClass): readonly string[] {
  return [...relationsOf(model).values()]
    .filter((relation) => relation.kind === 'BelongsTo')
    .map((relation) => relation.target.name)
    .toSorted()
}
