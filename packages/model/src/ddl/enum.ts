/** Enumerations: a type of their own in PostgreSQL, named as Sequelize names them. */
import type { Attribute, ColumnType, DescribedModel, KnownType } from './described-model.ts'
import { columnsOf } from './described-model.ts'
import { literal } from './quote.ts'
import { inSchemaOf, tableOf } from './table-name.ts'

/** The type's name, with its table's schema. */
export function enumName(model: DescribedModel, attribute: Attribute): string {
  const table = model.getTableName()
  return inSchemaOf(table, `enum_${tableOf(table).table}_${attribute.field}`)
}

/** `CREATE TYPE` for each enumeration of a model. */
export function createEnums(model: DescribedModel): readonly string[] {
  return enums(model).map(
    ([attribute, type]) =>
      `CREATE TYPE ${enumName(model, attribute)} AS ENUM (${(type.values ?? []).map(literal).join(', ')})`,
  )
}

/** `DROP TYPE` for each enumeration of a model. */
export function dropEnums(model: DescribedModel): readonly string[] {
  return enums(model).map(([attribute]) => `DROP TYPE ${enumName(model, attribute)}`)
}

function enums(model: DescribedModel): readonly (readonly [Attribute, KnownType])[] {
  return columnsOf(model).flatMap((attribute) => {
    const type = elementOf(attribute.type)
    return typeof type === 'object' && type.key === 'ENUM' ? [[attribute, type] as const] : []
  })
}

function elementOf(type: ColumnType): ColumnType {
  return typeof type === 'object' && type.key === 'ARRAY' && type.type !== undefined
    ? elementOf(type.type)
    : type
}
