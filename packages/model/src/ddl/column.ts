/** One column as CREATE TABLE writes it. */
import { argumentsOfKind } from '../table-arguments.ts'
import type { Attribute, ColumnType, DescribedModel } from './described-model.ts'
import { name } from './quote.ts'
import { enumName } from './enum.ts'
import { defaultOf } from './default.ts'

/** Name, type and everything that holds of the column alone. */
export type Column = { readonly name: string; readonly type: string; readonly rest: string }

export function columnDefinition(model: DescribedModel, attribute: Attribute): Column {
  const generated = argumentsOfKind(model, 'generated').find((each) => each.attribute === attribute.fieldName)
  const parts = [
    attribute.allowNull === false || attribute.primaryKey === true ? 'NOT NULL' : '',
    identity(model, attribute),
    generated === undefined ? defaultOf(attribute) : `GENERATED ALWAYS AS (${generated.expression}) STORED`,
  ]
  return {
    name: name(attribute.field),
    type: typeOf(model, attribute, attribute.type),
    rest: parts.filter((part) => part !== '').join(' '),
  }
}

function identity(model: DescribedModel, attribute: Attribute): string {
  const declared = argumentsOfKind(model, 'identity').find((each) => each.attribute === attribute.fieldName)
  if (declared === undefined && attribute.autoIncrement !== true) return ''
  return `GENERATED ${(declared?.generation ?? 'by default').toUpperCase()} AS IDENTITY`
}

function typeOf(model: DescribedModel, attribute: Attribute, type: ColumnType): string {
  if (typeof type === 'string') return type
  if (type.key === 'ENUM') return enumName(model, attribute)
  if (type.key === 'ARRAY' && type.type !== undefined) return `${typeOf(model, attribute, type.type)}[]`
  return spelled(type.toSql())
}

/** Types as people write them. */
function spelled(sql: string): string {
  return sql
    .toLowerCase()
    .replace('timestamp with time zone', 'timestamptz')
    .replace(/^decimal/, 'numeric')
}
