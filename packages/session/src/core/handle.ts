/**
 * Leads to an instance from where a session notes it for long: what a transaction has written, and what somebody may have
 * changed in place. It does not keep an object alive for longer than the identity map does.
 */
import type { Model } from 'sequelize'

export class Handle {
  #target: Model | WeakRef<Model>

  constructor(instance: Model) {
    this.#target = instance
  }

  /** The instance, unless nobody else held it. */
  get instance(): Model | undefined {
    return this.#target instanceof WeakRef ? this.#target.deref() : this.#target
  }

  /** Holds the instance weakly from now on. */
  weaken(): void {
    if (!(this.#target instanceof WeakRef)) this.#target = new WeakRef(this.#target)
  }
}
