/** A table by its class: the name is the class's, in snake_case and plural (SQLAlchemy's `declared_attr.directive`). */
import { createRequire } from 'node:module'
import type { Model } from 'sequelize'
import { getAttributes, Table } from 'sequelize-typescript'
import type { TableOptions } from 'sequelize-typescript'
import { resolveForeignKeys, snakeCase } from './foreign-key.ts'
import { Timestamped } from './timestamped.ts'

type Utils = { pluralize(word: string): string }
const { pluralize } = createRequire(import.meta.url)('sequelize/lib/utils') as Utils

type Initialize = (attributes: never, options: never) => unknown
type EntityClass = { readonly name: string; readonly prototype: object; initialize: Initialize }

/**
 * Makes a class a table. Every class names its own: a child of an entity is a table of its own.
 * @param options `tableName`, and whatever else Sequelize's table options say
 */
export function Entity(options: TableOptions<Model> = {}) {
  return (target: object): void => {
    const model = target as EntityClass
    const timestamps = model.prototype instanceof Timestamped
    const tableName = pluralize(snakeCase(model.name))
    ;(Table({ tableName, underscored: true, timestamps, ...options }) as (target: object) => void)(target)
    const { initialize } = model
    // Only now, when every model of the list is defined, can foreign keys ask their targets.
    Object.defineProperty(model, 'initialize', {
      configurable: true,
      value(this: EntityClass, attributes: never, given: never) {
        if (this.prototype !== model.prototype) return initialize.call(this, attributes, given)
        return initialize.call(this, ownFirst(this, resolveForeignKeys(this, attributes)) as never, given)
      },
    })
  }
}

/** A class's own columns come before those it inherits. */
function ownFirst<T>(model: EntityClass, attributes: Readonly<Record<string, T>>): Record<string, T> {
  const inherited = new Set(Object.keys(getAttributes(Object.getPrototypeOf(model.prototype)) ?? {}))
  const entries = Object.entries(attributes)
  const [own, others] = [false, true].map((is) => entries.filter(([name]) => inherited.has(name) === is))
  return Object.fromEntries([...(own ?? []), ...(others ?? [])])
}
