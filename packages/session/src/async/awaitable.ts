/** `user.awaitable.orders`: a relation read on demand, as a promise (SQLAlchemy's `AsyncAttrs.awaitable_attrs`). */
import type { Model } from 'sequelize'
import { refuseUnloaded } from '../core/on-demand.ts'
import { isDeferred } from '../core/plain.ts'
import { sessionOf } from '../core/record.ts'
import { isRead, relationValue } from '../core/relation-values.ts'
import type { Relation } from '../core/relation.ts'
import { relationsOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { classOf, columnsOf } from '../core/sequelize.ts'
import { SessionError } from '../error.ts'
import type { ReadOnDemand } from '../core/state.ts'
import { handOut } from '../unit/collections.ts'

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
  const model = classOf(instance)
  for (const { fieldName } of columnsOf(model))
    Object.defineProperty(promises, fieldName, {
      configurable: true,
      get: () => attribute(instance, fieldName),
    })
  for (const each of relationsOf(model).values())
    Object.defineProperty(promises, each.name, { configurable: true, get: () => relation(instance, each) })
  return promises
}

async function attribute(instance: Model, name: string): Promise<unknown> {
  if (isDeferred(instance, name)) await readerOf(instance, name).attribute(instance, name)
  return instance.get(name as never)
}

async function relation(instance: Model, relation: Relation): Promise<unknown> {
  const { name } = relation
  const isHere = isRead(instance, name)
  if (!isHere) refuseUnloaded(instance, relation)
  const value = isHere
    ? relationValue(instance, name)
    : await readerOf(instance, name).relation(instance, relation)
  if (Array.isArray(value)) handOut(instance, relation)
  return value
}

/** What an async session reads with gives promises. */
function readerOf(instance: Model, name: string): ReadOnDemand {
  const reader = sessionOf(instance)?.readWhenAwaited
  if (reader !== undefined) return reader
  throw new SessionError(
    'NOT_IN_SESSION',
    `${classOf(instance).name}.${name} was not loaded, and no async session holds this instance to read it.`,
  )
}
