/** The objects that a session has for the rows of one table, by key: each is held for good, or weakly. */
import type { Model } from 'sequelize'
import { recordOf } from './record.ts'

export class IdentityTable {
  #held = new Map<string, Model | WeakRef<Model>>()
  /** What one reader has brought, by itself, and nobody has looked for since: most sessions end before anybody does. */
  #unfiled: Model[] = []
  #reader: object | undefined

  /** How many rows have a place, some of which may be those of objects that have gone. */
  get size(): number {
    return this.#held.size + this.#unfiled.length
  }

  /** Whether nothing is here but what a reader has brought, which brings no row twice: it need not look. */
  isEmptyBut(reader: object): boolean {
    return this.#held.size === 0 && (this.#reader === reader || this.#unfiled.length === 0)
  }

  /** {@link hold} for a reader to which the table {@link isEmptyBut | is empty}; its record has the key. */
  holdUnfiled(instance: Model, reader: object): void {
    this.#reader = reader
    this.#unfiled.push(instance)
  }

  /** The object that stands for a row, unless nobody else held it. */
  find(key: string): Model | undefined {
    const held = this.#filed().get(key)
    return held instanceof WeakRef ? held.deref() : held
  }

  /** Makes an instance the object for a row, and holds it for good. */
  hold(key: string, instance: Model): void {
    this.#filed().set(key, instance)
  }

  /** Holds an instance weakly from now on, where it stands for a row and is held for good. */
  weaken(key: string, instance: Model): void {
    const held = this.#filed()
    if (held.get(key) === instance) held.set(key, new WeakRef(instance))
  }

  /** Files what nobody has looked for, and holds it weakly from now on: of very many, each is filed once and not twice. */
  fileWeakly(): void {
    for (const instance of this.#unfiled) this.#held.set(recordOf(instance).key, new WeakRef(instance))
    this.#forgetUnfiled()
  }

  /** Forgets an instance where it stands for a row. */
  forget(key: string, instance: Model): void {
    if (this.find(key) === instance) this.#held.delete(key)
  }

  /** Takes out the places of objects that have gone. */
  sweep(): void {
    for (const [key, held] of this.#held)
      if (held instanceof WeakRef && held.deref() === undefined) this.#held.delete(key)
  }

  /** Files what is held in a new map. */
  renew(): void {
    this.#held = new Map(this.#filed())
  }

  clear(): void {
    this.#held = new Map()
    this.#forgetUnfiled()
  }

  *[Symbol.iterator](): IterableIterator<Model> {
    for (const held of this.#filed().values()) {
      const instance = held instanceof WeakRef ? held.deref() : held
      if (instance !== undefined) yield instance
    }
  }

  #filed(): Map<string, Model | WeakRef<Model>> {
    if (this.#unfiled.length === 0) return this.#held
    for (const instance of this.#unfiled) this.#held.set(recordOf(instance).key, instance)
    this.#forgetUnfiled()
    return this.#held
  }

  #forgetUnfiled(): void {
    this.#unfiled = []
    this.#reader = undefined
  }
}
