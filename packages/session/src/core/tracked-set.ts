/** The names of an instance's changed attributes; the first change tells the session, which then need not look at every object. */
import type { Model } from 'sequelize'
import { sessionOf } from './attachment.ts'
import { insideInstance } from './sequelize.ts'

class TrackedSet extends Set<string> {
  readonly #instance: Model

  constructor(instance: Model) {
    super()
    this.#instance = instance
  }

  override add(name: string): this {
    sessionOf(this.#instance)?.touched.add(this.#instance)
    return super.add(name)
  }
}

/** A set without changes for an instance whose values are those of its row. */
export function noChanges(instance: Model): Set<string> {
  return new TrackedSet(instance)
}

/** Tracks an instance that was not read by a session, with the changes it has. */
export function track(instance: Model): void {
  const inner = insideInstance(instance)
  const before = inner._changed
  inner._changed = noChanges(instance)
  for (const name of before) inner._changed.add(name)
}
