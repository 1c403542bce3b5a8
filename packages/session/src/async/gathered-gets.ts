/**
 * Reads by primary key that wait for the same turn, gathered: `Promise.all(keys.map((key) => session.get(User, key)))` sends one
 * statement for the first key, which has nothing to wait for, and one for all the others.
 */
import type { Model } from 'sequelize'
import type { ModelClass } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { keyText } from '../read/get.ts'
import { get, getMany } from '../watch/reads.ts'
import type { Conversation } from './conversation.ts'

/** Keys of one model whose rows are going to be read; `end` is that of its turn. */
type Batch = {
  readonly model: ModelClass
  readonly keys: unknown[]
  readonly found: Promise<readonly (Model | null)[]>
  readonly end: Promise<unknown>
}

export class GatheredGets {
  readonly #session: SessionState
  readonly #talk: Conversation
  /** Takes more keys in until its turn comes. */
  #waiting: Batch | undefined

  constructor(session: SessionState, talk: Conversation) {
    this.#session = session
    this.#talk = talk
  }

  /** Reads one instance. To be called in the user's own call, before anything is awaited. */
  read(model: ModelClass, key: unknown): Promise<Model | null> {
    return this.#talk.isBusy ? this.#gather(model, key) : this.#talk.run(get(this.#session, model, key))
  }

  /** One promise for each, since there may be very many. A key that is none fails alone. */
  #gather(model: ModelClass, key: unknown): Promise<Model | null> {
    try {
      keyText(model, key)
    } catch (error) {
      return Promise.reject(error as Error)
    }
    const batch = this.#openFor(model) ?? this.#begin(model)
    const index = batch.keys.push(key) - 1
    return batch.found.then((found) => found[index] ?? null)
  }

  /** What was asked for behind another operation, or in another callback, must be read behind it, or within it. */
  #openFor(model: ModelClass): Batch | undefined {
    const batch = this.#waiting
    return batch?.model === model && batch.end === this.#talk.last ? batch : undefined
  }

  #begin(model: ModelClass): Batch {
    const keys: unknown[] = []
    const found = this.#talk.run(this.#inTurn(keys, getMany(this.#session, model, keys)))
    this.#waiting = { model, keys, found, end: this.#talk.last }
    return this.#waiting
  }

  *#inTurn<T>(keys: readonly unknown[], step: Step<T>): Step<T> {
    if (this.#waiting?.keys === keys) this.#waiting = undefined
    return yield* step
  }
}
