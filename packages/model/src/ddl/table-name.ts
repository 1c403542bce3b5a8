/** A table's name in the two forms that Sequelize gives it, and in the one that SQL takes. */
import { name } from './quote.ts'

export type TableName = string | { readonly tableName: string; readonly schema?: string }

/** Schema and name apart. */
export function tableOf(table: TableName): { readonly schema: string | undefined; readonly table: string } {
  if (typeof table === 'string') return { schema: undefined, table }
  return { schema: table.schema === '' ? undefined : table.schema, table: table.tableName }
}

/** `shop.orders`, quoted where it must be. */
export function qualified(table: TableName): string {
  return inSchemaOf(table, tableOf(table).table)
}

/** Another thing's name in the schema of a table. */
export function inSchemaOf(table: TableName, identifier: string): string {
  const { schema } = tableOf(table)
  return schema === undefined ? name(identifier) : `${name(schema)}.${name(identifier)}`
}
