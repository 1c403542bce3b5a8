/** What must be inserted before what: models by their foreign keys, rows of one table by the rows they refer to. Pure. */
import type { Model } from 'sequelize'
import type { Core } from '../core/core.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { insideInstance } from '../core/sequelize.ts'
import type { ForeignKey } from './foreign-keys.ts'
import { foreignKeysOf, keyValue, parentOf } from './foreign-keys.ts'

/**
 * Models ordered so that each comes after those its foreign keys refer to. In a cycle a foreign key that may be empty is
 * the one to wait; where all are needed at once the order is that of the names, and the constraints must be deferred.
 */
export function orderModels(core: Core, models: Iterable<ModelClass>): readonly ModelClass[] {
  const waiting = [...models].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  if (waiting.length < 2) return waiting
  const ordered: ModelClass[] = []
  while (waiting.length > 0) {
    const isFree = (model: ModelClass, isBinding: (key: ForeignKey) => boolean) =>
      foreignKeysOf(core, model).every(
        (key) =>
          !isBinding(key) ||
          key.target.name === model.name ||
          !waiting.some((other) => other.name === key.target.name),
      )
    const free =
      waiting.find((model) => isFree(model, () => true)) ??
      waiting.find((model) => isFree(model, (key) => !key.nullable)) ??
      waiting[0]
    if (free === undefined) break
    waiting.splice(waiting.indexOf(free), 1)
    ordered.push(free)
  }
  return ordered
}

/** A row that is inserted before the row it refers to: its key is written afterwards. */
export type Postponed = { readonly instance: Model; readonly key: ForeignKey; readonly parent: Model }

/** Rows that wait to be inserted, with the order of their models. */
export class Waiting {
  readonly #core: Core
  readonly #rows: ReadonlySet<Model>
  readonly #inserted = new Set<Model>()
  readonly #places: ReadonlyMap<string, number>
  readonly #byKey = new Map<string, ReadonlyMap<string, Model>>()

  constructor(core: Core, rows: ReadonlySet<Model>, models: readonly ModelClass[]) {
    this.#core = core
    this.#rows = rows
    this.#places = new Map(models.map((model, place) => [model.name, place]))
  }

  /**
   * Rows of one model in waves, each after the rows of the same model that it cannot do without; in a wave parents come
   * first. One wave is the rule: PostgreSQL checks foreign keys at the end of a statement.
   */
  waves(model: ModelClass, rows: readonly Model[]): readonly (readonly Model[])[] {
    const own = foreignKeysOf(this.#core, model).filter(({ target }) => target.name === model.name)
    if (own.length === 0 || rows.length < 2) return [rows]
    const layers: Model[][] = []
    const layerOf = new Map<Model, number>()
    for (const row of parentsFirst(rows, (row) => own.flatMap((key) => this.#parent(row, key) ?? []))) {
      const needed = own.filter((key) => !key.nullable && !hasKey(this.#parent(row, key), key))
      const layer = Math.max(0, ...needed.map((key) => after(layerOf, row, this.#parent(row, key))))
      layerOf.set(row, layer)
      ;(layers[layer] ??= []).push(row)
    }
    return layers
  }

  /** The foreign keys of a row that must wait, since the rows they refer to come later or get their keys only now. */
  postponed(instance: Model, model: ModelClass): readonly Postponed[] {
    const place = this.#places.get(model.name) ?? 0
    return foreignKeysOf(this.#core, model).flatMap((key) => {
      if (!key.nullable || (this.#places.get(key.target.name) ?? -1) < place) return []
      const parent = this.#parent(instance, key)
      if (parent === undefined || parent === instance || this.#inserted.has(parent)) {
        return parent === instance && !hasKey(parent, key) ? [{ instance, key, parent }] : []
      }
      return key.target.name === model.name && hasKey(parent, key) ? [] : [{ instance, key, parent }]
    })
  }

  /** Notes that a row is there now. */
  done(instance: Model): void {
    this.#inserted.add(instance)
  }

  /** The waiting row that a key refers to. */
  #parent(instance: Model, key: ForeignKey): Model | undefined {
    const named = parentOf(instance, key)
    if (named !== undefined) return this.#rows.has(named) ? named : undefined
    const value = keyValue(instance, key)
    return value === undefined || value === null ? undefined : this.#index(key).get(String(value))
  }

  #index({ target, targetKey }: ForeignKey): ReadonlyMap<string, Model> {
    const name = `${target.name}.${targetKey}`
    const index = this.#byKey.get(name) ?? indexed(this.#rows, target, targetKey)
    this.#byKey.set(name, index)
    return index
  }
}

function indexed(rows: Iterable<Model>, target: ModelClass, key: string): ReadonlyMap<string, Model> {
  const index = new Map<string, Model>()
  for (const row of rows) {
    if ((row.constructor as ModelClass).name !== target.name) continue
    const value = insideInstance(row).dataValues[key]
    if (value !== undefined && value !== null) index.set(String(value), row)
  }
  return index
}

function hasKey(parent: Model | undefined, { targetKey }: ForeignKey): boolean {
  if (parent === undefined) return true
  const value = insideInstance(parent).dataValues[targetKey]
  return value !== undefined && value !== null
}

function after(layerOf: ReadonlyMap<Model, number>, row: Model, parent: Model | undefined): number {
  const layer = parent === undefined || parent === row ? undefined : layerOf.get(parent)
  return layer === undefined ? 0 : layer + 1
}

/** Depth first, without recursion: a chain of rows can be long. A ring is entered where it is met. */
function parentsFirst(rows: readonly Model[], parentsOf: (row: Model) => readonly Model[]): readonly Model[] {
  const among = new Set(rows)
  const ordered = new Set<Model>()
  const entered = new Set<Model>()
  for (const row of rows) {
    const trail = [row]
    for (let current = trail.at(-1); current !== undefined; current = trail.at(-1)) {
      entered.add(current)
      const next = parentsOf(current).find((parent) => among.has(parent) && !entered.has(parent))
      if (next !== undefined) trail.push(next)
      else ordered.add(trail.pop() ?? current)
    }
  }
  return [...ordered]
}
