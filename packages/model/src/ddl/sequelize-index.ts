/** Indexes that Sequelize's own table options and decorators ask for, written by Sequelize's own generator. */
import type { DescribedModel, SequelizeIndex } from './described-model.ts'
import { columnsOf } from './described-model.ts'
import type { Named } from './duplicates.ts'
import { tableOf } from './table-name.ts'

/** The statement, with columns where the options name attributes, which Sequelize itself would take for columns. */
export function sequelizeIndex(model: DescribedModel, index: SequelizeIndex): Named {
  const table = model.getTableName()
  const { queryGenerator } = model.sequelize.getQueryInterface()
  const fields = index.fields.map((field) => withColumn(model, field))
  const definition = queryGenerator.addIndexQuery(table, { ...index, fields }, tableOf(table).table)
  return { name: index.name, definition: definition.replace(/;$/, '') }
}

function withColumn(model: DescribedModel, field: unknown): unknown {
  const known = new Map(columnsOf(model).map((each) => [each.fieldName, each.field]))
  if (typeof field === 'string') return known.get(field) ?? field
  const { name: named } = field as { readonly name?: string }
  return named === undefined ? field : { ...(field as object), name: known.get(named) ?? named }
}
