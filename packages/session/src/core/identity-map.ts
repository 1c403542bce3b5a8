/** One object for one row (Fowler, "Patterns of Enterprise Application Architecture": Identity Map). */
import type { Model } from 'sequelize'
import type { ModelClass } from './sequelize.ts'
import { classOf, inside, insideInstance } from './sequelize.ts'

export class IdentityMap {
  readonly #rows = new Map<string, Map<string, Model>>()

  /** The object that stands for a row, by the model's name and the row's key. */
  find(model: ModelClass, key: string): Model | undefined {
    return this.#rows.get(model.name)?.get(key)
  }

  add(instance: Model): void {
    const model = classOf(instance)
    const rows = this.#rows.get(model.name) ?? new Map<string, Model>()
    this.#rows.set(model.name, rows)
    rows.set(keyOfInstance(instance), instance)
  }

  remove(instance: Model): void {
    this.#rows.get(classOf(instance).name)?.delete(keyOfInstance(instance))
  }

  /** Whether this very object stands for its row here. */
  has(instance: Model): boolean {
    return this.find(classOf(instance), keyOfInstance(instance)) === instance
  }

  /** Whether any object stands for this instance's row. */
  knows(instance: Model): boolean {
    return this.find(classOf(instance), keyOfInstance(instance)) !== undefined
  }

  /** Every object of a model. */
  of(model: ModelClass): Iterable<Model> {
    return this.#rows.get(model.name)?.values() ?? []
  }

  /** Every object. */
  *all(): Iterable<Model> {
    for (const rows of this.#rows.values()) yield* rows.values()
  }

  clear(): void {
    this.#rows.clear()
  }
}

/**
 * A row's key as text. Values are quoted one by one, so that (1, 11) and (11, 1) stay two rows.
 * @param values the primary key's values in the order of the model's primary key
 */
export function rowKey(values: readonly unknown[]): string {
  const [only] = values
  if (values.length === 1) return part(only)
  return JSON.stringify(values.map(part))
}

function keyOfInstance(instance: Model): string {
  const { dataValues, _previousDataValues: before } = insideInstance(instance)
  return rowKey(
    inside(classOf(instance)).primaryKeyAttributes.map((name) => before[name] ?? dataValues[name]),
  )
}

function part(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return value.toString('hex')
  return String(value)
}
