/** Enumerations: a type of their own in PostgreSQL, named as Sequelize names them. */
import type { Attribute, ColumnType, DescribedModel } from './described-model.ts'
import { columnsOf, tableOf } from './described-model.ts'
import { literal, name } from './quote.ts'

/** The type's name, with its table's schema. */
export function enumName(model: DescribedModel, attribute: Attribute): string {
  const { schema, table } = tableOf(model.getTableName())
  const type = name(`enum_${table}_${attribute.field}`)
  return schema === undefined ? type : `${name(schema)}.${type}`
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

function enums(model: DescribedModel): readonly (readonly [Attribute, ColumnType])[] {
  return columnsOf(model).flatMap((attribute) => {
    const type = attribute.type.key === 'ARRAY' ? attribute.type.type : attribute.type
    return type?.key === 'ENUM' ? [[attribute, type] as const] : []
  })
}
