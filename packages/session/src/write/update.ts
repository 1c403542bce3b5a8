/** UPDATE by condition, and UPDATE of one instance by its primary key. */
import type { Model } from 'sequelize'
import type { Statement } from '../driver/connection.ts'
import { encode } from '../core/binding.ts'
import type { Binding } from '../core/binding.ts'
import type { Core } from '../core/core.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import { classOf, inside, insideInstance, SequelizeMethod, versionOf } from '../core/sequelize.ts'
import { storedValue } from '../core/changes.ts'
import { conditionOf } from '../read/condition.ts'
import { compiled, expressive } from '../read/expressions.ts'
import { batch } from './update-many.ts'
import type { Returning } from './column.ts'
import { known, quoted, returning, touch } from './column.ts'

/** One instance and the attributes of it that are to be written. */
export type Change = { readonly instance: Model; readonly names: readonly string[] }

/** A statement and the instances that it writes; where it has places, each row of its result begins with its instance's, from 1. */
export type Written = {
  readonly statement: Statement
  readonly instances: readonly Model[]
  readonly hasPlaces: boolean
}

/** Writes changed instances of one model: one statement for all that have plain values, in pages. RETURNING gives the rows as they then are. */
export function* updateStatements(
  core: Core,
  model: ModelClass,
  changes: readonly Change[],
): Iterable<Written> {
  const plain = changes.filter((change) => !hasExpression(change))
  const single = plain.length === 1 ? changes : changes.filter(hasExpression)
  if (plain.length > 1) yield* batch(core, model, plain)
  for (const { instance, names } of single) {
    const statement = updateStatement(core, instance, names)
    yield { statement, instances: [instance], hasPlaces: false }
  }
}

/** Writes the same values to every row that fits a condition. */
export function updateWhereStatement(
  core: Core,
  model: ModelClass,
  values: Readonly<Record<string, unknown>>,
  finder: Finder,
  wanted: Returning,
): Statement {
  const { generator } = core
  const table = `${generator.quoteTable(model.getTableName())} AS ${generator.quoteIdentifier(model.name)}`
  return compiled(core, (bound) => {
    const set = assignments(core, model, values, bound)
    const where = conditionOf(bound, model, finder)
    const parts = [
      `UPDATE ${table} SET ${set}`,
      where === '' ? '' : `WHERE ${where}`,
      returning(core, model, wanted),
    ]
    return parts.filter((part) => part !== '').join(' ')
  })
}

function updateStatement(core: Core, instance: Model, changed: readonly string[]): Statement {
  const model = classOf(instance)
  const { dataValues } = insideInstance(instance)
  const bound = expressive(core)
  const set = assignments(core, model, pick(dataValues, changed), bound)
  const where = keyCondition(core, instance, bound)
  const table = core.generator.quoteTable(model.getTableName())
  const text = `UPDATE ${table} SET ${set} WHERE ${where} ${returning(core, model)}`
  return { text, values: bound.values, prepare: true }
}

function assignments(
  core: Core,
  model: ModelClass,
  values: Readonly<Record<string, unknown>>,
  bound: Binding,
): string {
  const version = versionOf(model)
  const set = Object.entries(values)
    .filter(([name]) => name !== version?.fieldName)
    .map(([name, value]) => {
      const column = known(model, name)
      const isSql = value instanceof SequelizeMethod
      const to = isSql ? bound.generator.escape(value) : bound.bind(encode(core, column, value))
      return `${quoted(core, column)} = ${to}`
    })
  const raised = version === undefined ? [] : [`${quoted(core, version)} = ${quoted(core, version)} + 1`]
  return [...set, ...raised, ...touch(core, model, Object.keys(values))].join(', ')
}

/** The row's key as it is in the database, even where the instance is about to change it; and its version, where it has one. */
function keyCondition(core: Core, instance: Model, bound: Binding): string {
  const model = classOf(instance)
  const version = versionOf(model)
  const names = [...inside(model).primaryKeyAttributes, ...(version === undefined ? [] : [version.fieldName])]
  return names
    .map((name) => {
      const column = known(model, name)
      return `${quoted(core, column)} = ${bound.bind(encode(core, column, storedValue(instance, name)))}`
    })
    .join(' AND ')
}

function hasExpression({ instance, names }: Change): boolean {
  const { dataValues } = insideInstance(instance)
  return names.some((name) => dataValues[name] instanceof SequelizeMethod)
}

function pick(values: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, values[name]]))
}
