/** `user.awaitable.orders`: a relation read on demand, as a promise (SQLAlchemy's `AsyncAttrs.awaitable_attrs`). */
import type { Model } from 'sequelize'
import { isRead, relationValue, sessionOf } from '../core/attachment.ts'
import type { Relation } from '../core/relation.ts'
import { relationsOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { classOf } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'
import type { SessionState } from '../core/state.ts'

type Read = (instance: Model, relation: Relation) => Promise<unknown>

const readers = new WeakMap<SessionState, Read>()

/** Says how an async session reads a relation. */
export function readsWith(session: SessionState, read: Read): void {
  readers.set(session, read)
}

/** Gives the instances of these models their `awaitable` property. */
export function installAwaitable(models: readonly ModelClass[]): void {
  for (const model of models) {
    Object.defineProperty(model.prototype, 'awaitable', {
      configurable: true,
      get(this: Model) {
        return awaitable(this)
      },
    })
  }
}

function awaitable(instance: Model): object {
  const promises = {}
  for (const relation of relationsOf(classOf(instance)).values()) {
    Object.defineProperty(promises, relation.name, { get: () => read(instance, relation) })
  }
  return promises
}

async function read(instance: Model, relation: Relation): Promise<unknown> {
  if (isRead(instance, relation.name)) return relationValue(instance, relation.name)
  const session = sessionOf(instance)
  const reader = session === undefined ? undefined : readers.get(session)
  if (reader !== undefined) return reader(instance, relation)
  throw new SessionError(
    'NOT_IN_SESSION',
    `${relation.source.name}.${relation.name} was not loaded, and no async session holds this instance to read it.`,
  )
}
