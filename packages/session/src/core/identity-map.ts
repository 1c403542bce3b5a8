/**
 * One object for one row (Fowler, "Patterns of Enterprise Application Architecture": Identity Map). Objects are held
 * weakly, as SQLAlchemy does it, so that a long session does not grow with what it has read; for a moment after a read
 * they are held for good, which is cheaper and all that a short session needs.
 */
import type { Model } from 'sequelize'
import { clearKeptObjects } from './kept-objects.ts'
import type { InstanceRecord } from './record.ts'
import { recordOf } from './record.ts'
import type { ModelClass } from './sequelize.ts'
import { classOf, inside, insideInstance } from './sequelize.ts'

/** So many objects are held strongly at most from one operation to the next but one, in a job that never pauses. */
const youngLimit = 5_000

/** The place of one object in the map. */
export class Entry {
  #target: Model | WeakRef<Model>
  /** The map and the key it is filed under; undefined while its row is not stored. */
  rows: Map<string, Entry> | undefined
  key = ''

  constructor(instance: Model) {
    this.#target = instance
  }

  /** The object, unless nobody else held it. */
  get instance(): Model | undefined {
    return this.#target instanceof WeakRef ? this.#target.deref() : this.#target
  }

  /** Holds the object weakly from now on. */
  weaken(): void {
    if (!(this.#target instanceof WeakRef)) this.#target = new WeakRef(this.#target)
  }
}

export class IdentityMap {
  readonly #rows = new Map<string, Map<string, Entry>>()
  #young: Entry[] = []
  /** How many of the young ones were there when the last operation ended. */
  #older = 0
  #size = 0
  #sweepAt = 2 * youngLimit

  /** Whether objects are held strongly that could be held weakly. */
  get hasYoung(): boolean {
    return this.#young.length > 0
  }

  /** The object that stands for a row, by the model's name and the row's key. */
  find(model: ModelClass, key: string): Model | undefined {
    return this.#rows.get(tableOf(model))?.get(key)?.instance
  }

  /** The places of a model's rows by key. */
  table(model: ModelClass): Map<string, Entry> {
    const name = tableOf(model)
    const known = this.#rows.get(name)
    if (known !== undefined) return known
    const rows = new Map<string, Entry>()
    this.#rows.set(name, rows)
    return rows
  }

  /** Makes an instance the object for its row. */
  add(instance: Model, key = keyOfInstance(instance)): void {
    const record = recordOf(instance)
    const rows = this.table(classOf(instance))
    if (record.entry?.rows !== undefined) unfile(record.entry)
    this.file(instance, record, rows, key)
  }

  /** {@link add} where it is known that the instance is in no place. */
  file(instance: Model, record: InstanceRecord, rows: Map<string, Entry>, key: string): void {
    const entry = (record.entry ??= new Entry(instance))
    if (!rows.has(key)) this.#size += 1
    entry.rows = rows
    entry.key = key
    rows.set(key, entry)
    this.#young.push(entry)
  }

  remove(instance: Model): void {
    const { entry } = recordOf(instance)
    if (entry !== undefined) this.forget(entry)
  }

  /** Whether this very object stands for its row here. */
  has(instance: Model): boolean {
    const { entry } = recordOf(instance)
    return (
      entry?.rows !== undefined && entry.rows.get(entry.key) === entry && this.#holds(entry.rows, instance)
    )
  }

  /** Whether any object stands for this instance's row. */
  knows(instance: Model): boolean {
    return this.find(classOf(instance), keyOfInstance(instance)) !== undefined
  }

  /** Every object of a model. */
  *of(model: ModelClass): Iterable<Model> {
    for (const { instance } of this.#rows.get(tableOf(model))?.values() ?? [])
      if (instance !== undefined) yield instance
  }

  /** Every object. */
  *all(): Iterable<Model> {
    for (const rows of this.#rows.values())
      for (const { instance } of rows.values()) if (instance !== undefined) yield instance
  }

  /**
   * At the end of an operation: where very many objects are held strongly, those of earlier operations are let go of. What
   * this one has read is likely to be in somebody's hands, and its session to be closed soon.
   */
  age(): void {
    if (this.#young.length >= youngLimit && this.#older > 0) {
      const young = this.#young.splice(this.#older)
      this.weaken()
      this.#young = young
    }
    this.#older = this.#young.length
  }

  /** Holds every object weakly, and now and then takes out the places of those that have gone. */
  weaken(): void {
    for (const entry of this.#young) entry.weaken()
    this.#young = []
    this.#older = 0
    if (this.#size > this.#sweepAt) this.#sweep()
    clearKeptObjects()
  }

  /** Gives the places of the objects that are held strongly; whoever takes them holds the objects from now on. */
  takeYoung(): readonly Entry[] {
    const young = this.#young
    this.#young = []
    this.#older = 0
    return young
  }

  /** Takes places back whose objects are to be held weakly in a while. */
  giveBack(entries: readonly Entry[]): void {
    for (const entry of entries) this.#young.push(entry)
  }

  /** Forgets an object without taking it out of its session: another may come to stand for its row. */
  forget(entry: Entry): void {
    if (entry.rows === undefined) return
    unfile(entry)
    entry.rows = undefined
    this.#size -= 1
  }

  /**
   * Files what is held in new maps. One from which rows keep going keeps parts of the old ones alive, through the tables
   * that JavaScript leaves behind when a map shrinks and grows, until a full garbage collection.
   */
  renew(): void {
    if (this.#size > 2 * youngLimit) return // copying them would cost more than it saves
    for (const [name, rows] of this.#rows) {
      const fresh = new Map(rows)
      for (const entry of fresh.values()) entry.rows = fresh
      this.#rows.set(name, fresh)
    }
  }

  clear(): void {
    this.#rows.clear()
    this.#young = []
    this.#older = 0
    this.#size = 0
  }

  #sweep(): void {
    this.#size = 0
    for (const rows of this.#rows.values()) {
      for (const [key, entry] of rows) if (entry.instance === undefined) rows.delete(key)
      this.#size += rows.size
    }
    this.#sweepAt = Math.max(2 * youngLimit, 2 * this.#size)
  }

  #holds(rows: Map<string, Entry>, instance: Model): boolean {
    return this.#rows.get(tableOf(classOf(instance))) === rows
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

function unfile(entry: Entry): void {
  if (entry.rows?.get(entry.key) === entry) entry.rows.delete(entry.key)
}

/** One value of a key as text. */
export function keyPart(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return value.toString('hex')
  return String(value)
}
