/**
 * The names of an instance's changed attributes. The first change tells the session, which then need not look at every
 * object, and keeps the value that the row has: Sequelize's own "previous" value is the last one, not the stored one.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Model } from 'sequelize'
import { sessionOf } from './record.ts'
import type { ChangedNames } from './sequelize.ts'
import { insideInstance } from './sequelize.ts'

/** What Sequelize and a session ask of the names; most instances never change, so the set itself is made by the first change. */
class TrackedSet implements ChangedNames {
  readonly #instance: Model
  /** The changed names, with the values that the row has. */
  #stored: Map<string, unknown> | undefined
  #again: Set<string> | undefined

  constructor(instance: Model) {
    this.#instance = instance
  }

  get size(): number {
    return this.#stored?.size ?? 0
  }

  get stored(): ReadonlyMap<string, unknown> | undefined {
    return this.#stored
  }

  has(name: string): boolean {
    return this.#stored?.has(name) === true
  }

  add(name: string): this {
    if (this.has(name)) {
      this.#again ??= new Set()
      this.#again.add(name)
      return this
    }
    const inner = insideInstance(this.#instance)
    // An instance that was read has one object for both until somebody changes a value.
    if (inner._previousDataValues === inner.dataValues) inner._previousDataValues = { ...inner.dataValues }
    this.#stored ??= new Map()
    this.#stored.set(name, inner._previousDataValues[name])
    sessionOf(this.#instance)?.touched.add(this.#instance)
    return this
  }

  delete(name: string): boolean {
    this.#again?.delete(name)
    return this.#stored?.delete(name) === true
  }

  clear(): void {
    this.#stored = undefined
    this.#again = undefined
  }

  [Symbol.iterator](): IterableIterator<string> {
    return (this.#stored ?? new Map<string, unknown>()).keys()
  }

  /** Notes that the row of a changed attribute has another value by now. */
  note(name: string, value: unknown): void {
    if (this.#stored?.has(name) === true) this.#stored.set(name, value)
  }

  /** Whether a marked attribute has another value than its row. An object marked once was changed in place. */
  differs(name: string, value: unknown): boolean {
    const stored = this.#stored?.get(name)
    if (value !== stored) return !isDeepStrictEqual(value, stored)
    return typeof value === 'object' && value !== null && this.#again?.has(name) !== true
  }
}

/** A set without changes for an instance whose values are those of its row. */
export function noChanges(instance: Model): ChangedNames {
  return new TrackedSet(instance)
}

/** Tracks an instance that was not read by a session, with the changes it has. */
export function track(instance: Model): void {
  const inner = insideInstance(instance)
  if (inner._changed instanceof TrackedSet) {
    if (inner._changed.size > 0) sessionOf(instance)?.touched.add(instance)
    return
  }
  const before = inner._changed
  inner._changed = noChanges(instance)
  for (const name of before) inner._changed.add(name)
}

/** The values of an instance's row, whatever was assigned since. */
export function storedValues(instance: Model): Record<string, unknown> {
  const { dataValues, _changed } = insideInstance(instance)
  const values = { ...dataValues }
  if (!(_changed instanceof TrackedSet)) return values
  for (const [name, value] of _changed.stored ?? []) values[name] = value
  return values
}

/** The value of one attribute in an instance's row. */
export function storedValue(instance: Model, name: string): unknown {
  const { dataValues, _changed } = insideInstance(instance)
  const stored = _changed instanceof TrackedSet ? _changed.stored : undefined
  return stored?.has(name) === true ? stored.get(name) : dataValues[name]
}

/** The attributes whose value is not the row's, in the order in which they were changed. */
export function changedAttributes(instance: Model): readonly string[] {
  const { dataValues, _changed } = insideInstance(instance)
  if (_changed.size === 0) return []
  if (!(_changed instanceof TrackedSet)) return [..._changed]
  return [..._changed].filter((name) => _changed.differs(name, dataValues[name]))
}

/** Takes in what an instance's row has: what was changed and not yet written stays changed. */
export function noteStored(instance: Model, name: string, value: unknown): void {
  const inner = insideInstance(instance)
  inner._previousDataValues[name] = value
  if (!inner._changed.has(name)) inner.dataValues[name] = value
  else if (inner._changed instanceof TrackedSet) inner._changed.note(name, value)
}
