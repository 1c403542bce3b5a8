/**
 * One object for one row (Fowler, "Patterns of Enterprise Application Architecture": Identity Map). Objects are held
 * weakly, as SQLAlchemy does it, so that a long session does not grow with what it has read; for a moment after a read
 * they are held for good, which is cheaper and all that a short session needs.
 */
import type { Model } from 'sequelize'
import { Handle } from './handle.ts'
import { IdentityTable } from './identity-table.ts'
import { clearKeptObjects } from './kept-objects.ts'
import { InstanceRecord, recordOf } from './record.ts'
import type { ModelClass } from './sequelize.ts'
import { classOf, inside, insideInstance } from './sequelize.ts'

/** So many objects are held strongly at most from one operation to the next but one, in a job that never pauses. */
const youngLimit = 5_000

/** Where the object of a row belongs: among those of its table, under its key. */
export type Slot = { readonly table: IdentityTable; readonly key: string }

export class IdentityMap {
  readonly #tables = new Map<string, IdentityTable>()
  #young: Model[] = []
  /** How many of the young ones were there when the last operation ended. */
  #older = 0
  /** Handles that hold their instances for good as yet. */
  #handles: Handle[] = []
  #sweepAt = 2 * youngLimit

  /** Whether objects are held strongly that could be held weakly. */
  get hasYoung(): boolean {
    return this.#young.length + this.#handles.length > 0
  }

  /** The object that stands for a row, by the model's name and the row's key. */
  find(model: ModelClass, key: string): Model | undefined {
    return this.#tables.get(tableOf(model))?.find(key)
  }

  /** The objects of a model's rows by key. */
  table(model: ModelClass): IdentityTable {
    const name = tableOf(model)
    const known = this.#tables.get(name)
    if (known !== undefined) return known
    const table = new IdentityTable()
    this.#tables.set(name, table)
    return table
  }

  /** Makes an instance the object for its row. */
  add(instance: Model, key = keyOfInstance(instance)): void {
    const record = recordOf(instance)
    record.table?.forget(record.key, instance)
    this.file(instance, record, { table: this.table(classOf(instance)), key })
  }

  /**
   * {@link add} where it is known that the instance is in no place.
   * @param reader what has brought the instance, where the table is empty but for what that has brought
   */
  file(instance: Model, record: InstanceRecord, { table, key }: Slot, reader?: object): void {
    record.table = table
    record.key = key
    if (reader === undefined) table.hold(key, instance)
    else table.holdUnfiled(instance, reader)
    this.#young.push(instance)
  }

  /** Forgets an object without taking it out of its session: another may come to stand for its row. */
  forget(instance: Model): void {
    const record = recordOf(instance)
    record.table?.forget(record.key, instance)
    record.table = undefined
  }

  /** Whether this very object stands for its row here. */
  has(instance: Model): boolean {
    const record = InstanceRecord.of(instance)
    if (record?.table?.find(record.key) !== instance) return false
    return this.#tables.get(tableOf(classOf(instance))) === record.table
  }

  /** Whether any object stands for this instance's row. */
  knows(instance: Model): boolean {
    return this.find(classOf(instance), keyOfInstance(instance)) !== undefined
  }

  /** Every object of a model. */
  of(model: ModelClass): Iterable<Model> {
    return this.#tables.get(tableOf(model)) ?? []
  }

  /** Every object. */
  *all(): Iterable<Model> {
    for (const table of this.#tables.values()) yield* table
  }

  /** What leads to an instance for as long as it is held here or by somebody else. */
  handleTo(instance: Model): Handle {
    const notes = recordOf(instance).makeRare()
    if (notes.handle === undefined) {
      notes.handle = new Handle(instance)
      this.#handles.push(notes.handle)
    }
    return notes.handle
  }

  /**
   * At the end of an operation: where very many objects are held strongly, those of earlier operations are let go of. What
   * this one has read is likely to be in somebody's hands, and its session to be closed soon.
   */
  age(): void {
    if (this.#young.length >= youngLimit && this.#older > 0) {
      const young = this.#young.splice(this.#older)
      this.#sweep()
      this.#weakenYoung()
      this.#young = young
    }
    this.#older = this.#young.length
  }

  /** Now and then takes out the places of objects that have gone, and holds every other weakly. */
  weaken(): void {
    this.#sweep()
    for (const table of this.#tables.values()) table.fileWeakly()
    this.#weakenYoung()
  }

  /** Gives the objects that are held strongly; whoever takes them holds them from now on. */
  takeYoung(): readonly Model[] {
    const young = this.#young
    this.#young = []
    this.#older = 0
    return young
  }

  /** Takes objects back that are to be held weakly in a while. */
  giveBack(instances: readonly Model[]): void {
    for (const instance of instances) this.#young.push(instance)
  }

  /**
   * Files what is held in new maps. One from which rows keep going keeps parts of the old ones alive, through the tables
   * that JavaScript leaves behind when a map shrinks and grows, until a full garbage collection.
   */
  renew(): void {
    if (this.#size > 2 * youngLimit) return // copying them would cost more than it saves
    for (const table of this.#tables.values()) table.renew()
  }

  clear(): void {
    for (const table of this.#tables.values()) table.clear()
    this.#tables.clear()
    this.#handles = []
    this.#young = []
    this.#older = 0
  }

  get #size(): number {
    let size = 0
    for (const table of this.#tables.values()) size += table.size
    return size
  }

  #weakenYoung(): void {
    for (const instance of this.#young) {
      const { table, key } = recordOf(instance)
      table?.weaken(key, instance)
    }
    for (const handle of this.#handles) handle.weaken()
    this.#handles = []
    this.#young = []
    this.#older = 0
    clearKeptObjects()
  }

  #sweep(): void {
    if (this.#size <= this.#sweepAt) return
    for (const table of this.#tables.values()) table.sweep()
    this.#sweepAt = Math.max(2 * youngLimit, 2 * this.#size)
  }
}

/** What tells a model's table from others: two schemas may each have one of the same model. */
export function tableOf(model: ModelClass): string {
  const { _schema: schema } = inside(model)
  return schema === undefined || schema === null || schema === '' ? model.name : `${schema}.${model.name}`
}

/**
 * A row's key as text. Values are quoted one by one, so that (1, 11) and (11, 1) stay two rows.
 * @param values the primary key's values in the order of the model's primary key
 */
export function rowKey(values: readonly unknown[]): string {
  const [only] = values
  if (values.length === 1) return keyPart(only)
  return JSON.stringify(values.map(keyPart))
}

/** The key of the row that an instance holds values of. */
export function keyOfInstance(instance: Model): string {
  const { dataValues } = insideInstance(instance)
  const names = inside(classOf(instance)).primaryKeyAttributes
  const [only] = names
  if (names.length === 1 && only !== undefined) return keyPart(dataValues[only])
  return rowKey(names.map((name) => dataValues[name]))
}

/** One value of a key as text. */
export function keyPart(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return value.toString('hex')
  return String(value)
}
