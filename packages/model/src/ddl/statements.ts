/** The DDL of models: what creates their tables, and what drops them. Pure and deterministic. */
import { columnDefinition } from './column.ts'
import { comments } from './comments.ts'
import type { ForeignKey } from './constraint.ts'
import { constraints, foreignKeys } from './constraint.ts'
import type { DescribedModel, ModelLike } from './described-model.ts'
import { columnsOf, described } from './described-model.ts'
import { refuseDuplicates } from './duplicates.ts'
import { createEnums, dropEnums } from './enum.ts'
import { indexes } from './indexes.ts'
import type { TableOrder } from './order.ts'
import { orderTables } from './order.ts'
import { name } from './quote.ts'
import { qualified } from './table-name.ts'

/**
 * Statements that create the tables of models, each after those it refers to. Where foreign keys form a cycle, those that
 * would come too early are added by ALTER TABLE at the end. The same models give the same text, whatever their order.
 * @param models classes that an engine or a Sequelize instance was given
 * @returns one SQL statement each, without semicolons
 * @throws ModelError NOT_INITIALIZED, UNKNOWN_COLUMN, DUPLICATE_NAME
 */
export function createStatements(models: Iterable<ModelLike>): readonly string[] {
  const order = orderTables([...models].map(described))
  const creates = order.tables.flatMap((table) => [
    ...createEnums(table),
    createTable(table, order),
    ...indexes(table).map(({ definition }) => definition),
    ...comments(table),
  ])
  const alters = earlyForeignKeys(order).map(([table, key]) => `${alter(table)} ADD ${key.definition}`)
  return [...creates, ...alters]
}

/**
 * Statements that drop those tables again, in the opposite order, after the foreign keys that form a cycle.
 * @throws ModelError NOT_INITIALIZED
 */
export function dropStatements(models: Iterable<ModelLike>): readonly string[] {
  const order = orderTables([...models].map(described))
  const alters = earlyForeignKeys(order).map(
    ([table, key]) => `${alter(table)} DROP CONSTRAINT ${name(key.name)}`,
  )
  const drops = order.tables
    .toReversed()
    .map((table) => [`DROP TABLE ${qualified(table.getTableName())}`, dropEnums(table)])
  return [...alters, ...drops.flat(2)]
}

function createTable(table: DescribedModel, order: TableOrder): string {
  const own = constraints(table)
  const keys = foreignKeys(table)
  refuseDuplicates(table.name, [...own, ...keys, ...indexes(table)])
  const here = keys.filter((key) => !isEarly(order, table, key))
  const lines = [...columns(table), ...[...own, ...here].map(({ definition }) => definition)]
  return `CREATE TABLE ${qualified(table.getTableName())} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n)`
}

/** The columns, in three columns. */
function columns(table: DescribedModel): readonly string[] {
  const all = columnsOf(table).map((attribute) => columnDefinition(table, attribute))
  const width = Math.max(...all.map(({ name }) => name.length))
  const typeWidth = Math.max(...all.map(({ type }) => type.length))
  return all.map(({ name, type, rest }) =>
    `${name.padEnd(width)} ${type.padEnd(typeWidth)} ${rest}`.trimEnd(),
  )
}

/** Foreign keys to tables that are not there yet when theirs is created. */
function earlyForeignKeys(order: TableOrder): readonly (readonly [DescribedModel, ForeignKey])[] {
  return order.tables.flatMap((table) =>
    foreignKeys(table)
      .filter((key) => isEarly(order, table, key))
      .map((key) => [table, key] as const),
  )
}

function isEarly({ early }: TableOrder, table: DescribedModel, { refers }: ForeignKey): boolean {
  return early.get(table)?.has(refers) === true
}

function alter(table: DescribedModel): string {
  return `ALTER TABLE ${qualified(table.getTableName())}`
}
