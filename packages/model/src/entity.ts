/** A table by its class: the name is the class's, in snake_case and plural (SQLAlchemy's `declared_attr.directive`). */
import type { ModelAttributeColumnOptions } from 'sequelize'
import { getAttributes, Model, Table } from 'sequelize-typescript'
import type { TableOptions } from 'sequelize-typescript'
import { resolveForeignKeys } from './foreign-key.ts'
import { snakeCase, tableNameOf } from './snake-case.ts'
import { Timestamped } from './timestamped.ts'

type Attributes = Readonly<Record<string, ModelAttributeColumnOptions>>
type Initialize = (attributes: Attributes, options: { readonly underscored?: boolean }) => unknown
type EntityClass = { readonly name: string; readonly prototype: object }

/**
 * Makes a class a table, named by the class: `OrderProduct` is `order_products`. A child of an entity is a table of its
 * own, with the columns it inherits. `created_at` and `updated_at` are there if the class extends Timestamped.
 * @param options `tableName` where the table is called something else, and whatever else Sequelize's table options say
 * @example @Entity() class User extends Timestamped<InferAttributes<User>, InferCreationAttributes<User>> { … }
 */
export function Entity(options: TableOptions<Model> = {}) {
  return (target: object): void => {
    const model = target as EntityClass
    const timestamps = model.prototype instanceof Timestamped
    const table = { tableName: tableNameOf(model.name), underscored: true, timestamps, ...options }
    ;(Table(table) as (target: object) => void)(model)
    // Sequelize calls this when it is given the model; by then every class is there for a foreign key to ask.
    const { initialize } = Model as unknown as { initialize: Initialize }
    Object.defineProperty(model, 'initialize', {
      configurable: true,
      value(this: EntityClass, attributes: Attributes, given: { readonly underscored?: boolean }) {
        const resolved = ownFirst(model, resolveForeignKeys(model, attributes))
        return initialize.call(this, given.underscored === true ? named(resolved) : resolved, given)
      },
    })
  }
}

/** A class's own columns come before those it inherits. */
function ownFirst(model: EntityClass, attributes: Attributes): Attributes {
  const inherited = new Set(Object.keys(getAttributes(Object.getPrototypeOf(model.prototype)) ?? {}))
  const entries = Object.entries(attributes)
  const [own, others] = [false, true].map((is) => entries.filter(([name]) => inherited.has(name) === is))
  return Object.fromEntries([...(own ?? []), ...(others ?? [])])
}

/** Sequelize would make `h_t_m_l_page` of `HTMLPage`. */
function named(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, { field: snakeCase(name), ...attribute }]),
  )
}
