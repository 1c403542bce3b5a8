/** UPDATE by primary key, and UPDATE by condition. */
import type { Model } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { binding, encode } from '../core/binding.ts'
import type { Binding } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { classOf, inside, insideInstance, SequelizeMethod } from '../core/sequelize.ts'
import { known, quoted, returning, touch } from './column.ts'

/** Writes the changed attributes of one instance; RETURNING gives the row as it then is. */
export function updateStatement(core: Core, instance: Model, changed: readonly string[]): Statement {
  const model = classOf(instance)
  const { dataValues } = insideInstance(instance)
  const bound = binding(core)
  const set = assignments(core, model, pick(dataValues, changed), bound)
  const where = keyCondition(core, instance, bound)
  const table = core.generator.quoteTable(model.getTableName())
  const text = `UPDATE ${table} SET ${set} WHERE ${where} ${returning(core, model)}`
  return { text, values: bound.values, prepare: true }
}

/** Writes the same values to every row that fits a condition. */
export function updateWhereStatement(
  core: Core,
  model: ModelClass,
  values: Readonly<Record<string, unknown>>,
  finder: Finder,
): Statement {
  const bound = binding(core)
  const { generator } = bound
  const table = `${generator.quoteTable(model.getTableName())} AS ${generator.quoteIdentifier(model.name)}`
  const set = assignments(core, model, values, bound)
  const where = generator.getWhereConditions(finder.where, model.name, model, finder)
  const text = `UPDATE ${table} SET ${set}${where === '' ? '' : ` WHERE ${where}`}`
  return { text, values: bound.values, prepare: true }
}

function assignments(
  core: Core,
  model: ModelClass,
  values: Readonly<Record<string, unknown>>,
  bound: Binding,
): string {
  const set = Object.entries(values).map(([name, value]) => {
    const column = known(model, name)
    const isSql = value instanceof SequelizeMethod
    const to = isSql ? bound.generator.escape(value) : bound.bind(encode(core, column, value))
    return `${quoted(core, column)} = ${to}`
  })
  return [...set, ...touch(core, model, Object.keys(values))].join(', ')
}

/** The row's key as it is in the database, even where the instance is about to change it. */
function keyCondition(core: Core, instance: Model, bound: Binding): string {
  const model = classOf(instance)
  const { _previousDataValues: before } = insideInstance(instance)
  return inside(model)
    .primaryKeyAttributes.map((name) => {
      const column = known(model, name)
      return `${quoted(core, column)} = ${bound.bind(encode(core, column, before[name]))}`
    })
    .join(' AND ')
}

function pick(values: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, values[name]]))
}
