/** The DDL of models: what creates their tables, and what drops them. Pure and deterministic. */
import { argumentsOfKind } from '../table-arguments.ts'
import { columnDefinition } from './column.ts'
import { constraints, foreignKeys } from './constraint.ts'
import type { DescribedModel, ModelLike } from './described-model.ts'
import { columnOf, columnsOf, described, tableOf } from './described-model.ts'
import { createEnums, dropEnums } from './enum.ts'
import { createIndexes } from './indexes.ts'
import { orderTables } from './order.ts'
import { literal, name } from './quote.ts'

/**
 * Statements that create the tables of models, each after those it refers to. Where foreign keys form a cycle, those that
 * would come too early are added by ALTER TABLE at the end.
 * @param models classes that an engine or a Sequelize instance was given
 * @throws ModelError NOT_INITIALIZED, UNKNOWN_COLUMN
 */
export function createStatements(models: Iterable<ModelLike>): readonly string[] {
  const { tables, early } = orderTables([...models].map(described))
  const isEarly = (table: DescribedModel, refers: string) => early.get(table.name)?.has(refers) === true
  const creates = tables.flatMap((table) => [
    ...createEnums(table),
    createTable(table, (refers) => !isEarly(table, refers)),
    ...createIndexes(table, qualifiedName(table)),
    ...comments(table),
  ])
  const alters = tables.flatMap((table) =>
    foreignKeys(table)
      .filter(({ refers }) => isEarly(table, refers))
      .map(({ definition }) => `ALTER TABLE ${qualifiedName(table)} ADD ${definition}`),
  )
  return [...creates, ...alters]
}

/** Statements that drop those tables again, in the opposite order. */
export function dropStatements(models: Iterable<ModelLike>): readonly string[] {
  const { tables, early } = orderTables([...models].map(described))
  const cascade = early.size > 0 ? ' CASCADE' : ''
  return tables
    .toReversed()
    .flatMap((table) => [`DROP TABLE ${qualifiedName(table)}${cascade}`, ...dropEnums(table)])
}

function createTable(table: DescribedModel, isHere: (refers: string) => boolean): string {
  const columns = columnsOf(table).map((attribute) => columnDefinition(table, attribute))
  const width = Math.max(...columns.map((column) => column.name.length))
  const typeWidth = Math.max(...columns.map((column) => column.type.length))
  const lines = [
    ...columns.map(({ name: column, type, rest }) =>
      `${column.padEnd(width)} ${type.padEnd(typeWidth)} ${rest}`.trimEnd(),
    ),
    ...constraints(table),
    ...foreignKeys(table)
      .filter(({ refers }) => isHere(refers))
      .map(({ definition }) => definition),
  ]
  return `CREATE TABLE ${qualifiedName(table)} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n)`
}

function comments(table: DescribedModel): readonly string[] {
  const qualified = qualifiedName(table)
  return argumentsOfKind(table, 'comment').map(({ attribute, text }) => {
    const column = attribute === undefined ? undefined : columnOf(table, attribute).field
    const what = column === undefined ? `TABLE ${qualified}` : `COLUMN ${qualified}.${name(column)}`
    return `COMMENT ON ${what} IS ${literal(text)}`
  })
}

function qualifiedName(model: DescribedModel): string {
  const { schema, table } = tableOf(model.getTableName())
  return schema === undefined ? name(table) : `${name(schema)}.${name(table)}`
}
