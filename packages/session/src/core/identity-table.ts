/** The objects that a session has for the rows of one table, by key: each is held for good, or weakly. */
import type { Model } from 'sequelize'

export class IdentityTable {
  #held = new Map<string, Model | WeakRef<Model>>()

  /** How many rows have a place, some of which may be those of objects that have gone. */
  get size(): number {
    return this.#held.size
  }

  /** The object that stands for a row, unless nobody else held it. */
  find(key: string): Model | undefined {
    const held = this.#held.get(key)
    return held instanceof WeakRef ? held.deref() : held
  }

  /** Makes an instance the object for a row, and holds it for good. */
  hold(key: string, instance: Model): void {
    this.#held.set(key, instance)
  }

  /** Holds an instance weakly from now on, where it stands for a row and is held for good. */
  weaken(key: string, instance: Model): void {
    if (this.#held.get(key) === instance) this.#held.set(key, new WeakRef(instance))
  }

  /** Forgets an instance where it stands for a row. */
  forget(key: string, instance: Model): void {
    if (this.find(key) === instance) this.#held.delete(key)
  }

  /** Takes out the places of objects that have gone. */
  sweep(): void {
    for (const key of this.#held.keys()) if (this.find(key) === undefined) this.#held.delete(key)
  }

  /** Files what is held in a new map. */
  renew(): void {
    this.#held = new Map(this.#held)
  }

  clear(): void {
    this.#held = new Map()
  }

  *[Symbol.iterator](): IterableIterator<Model> {
    for (const held of this.#held.values()) {
      const instance = held instanceof WeakRef ? held.deref() : held
      if (instance !== undefined) yield instance
    }
  }
}
