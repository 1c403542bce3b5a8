/**
 * Relations that are read one by one in the same tick, gathered: one statement for each relation, for all of its instances
 * (Facebook's DataLoader does so for keys).
 */
import type { Model } from 'sequelize'
import { relationValue } from '../core/relation-values.ts'
import type { Relation } from '../core/relation.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { call } from '../core/step.ts'
import { readRelations } from '../watch/reads.ts'
import type { Conversation } from './conversation.ts'

/** Instances of which one relation is going to be read. */
type Batch = { readonly instances: Set<Model>; readonly done: Promise<void> }

export class LazyReads {
  readonly #session: SessionState
  readonly #talk: Conversation
  /** Batches that take more instances in. */
  readonly #open = new Map<Relation, Batch>()
  /** The conversation's last operation, as long as it is one of those batches. */
  #last: Promise<unknown> | undefined

  constructor(session: SessionState, talk: Conversation) {
    this.#session = session
    this.#talk = talk
  }

  /** Reads one relation of one instance. To be called in the user's own call, before anything is awaited. */
  async read(instance: Model, relation: Relation): Promise<unknown> {
    // What was asked for behind another operation, or in another callback, must be read behind it, or within it.
    if (this.#talk.last !== this.#last) this.#open.clear()
    const { instances, done } = this.#open.get(relation) ?? this.#begin(relation)
    instances.add(instance)
    await done
    return relationValue(instance, relation.name) ?? null
  }

  #begin(relation: Relation): Batch {
    const instances = new Set<Model>()
    const full = endOfTick()
    const done = this.#talk.run(afterwards(full, readRelations(this.#session, instances, relation)))
    const batch = { instances, done }
    this.#last = this.#talk.last
    this.#open.set(relation, batch)
    void full.then(() => this.#close(relation, batch))
    return batch
  }

  #close(relation: Relation, batch: Batch): void {
    if (this.#open.get(relation) === batch) this.#open.delete(relation)
  }
}

function* afterwards<T>(ready: Promise<void>, step: Step<T>): Step<T> {
  yield* call('the end of the tick', () => ready)
  return yield* step
}

/** What is asked for next is asked for by microtasks: the ticks that they begin come when there are no more of them. */
async function endOfTick(): Promise<void> {
  await undefined
  await new Promise<void>((resolve) => void process.nextTick(resolve))
}
