/** An initialised model as the DDL reads it: the edge where Sequelize's own description comes in. */
import { ModelError } from '../error.ts'

/** A column's type in its two forms: its name, and its SQL. */
export type ColumnType = {
  readonly key: string
  toSql(): string
  readonly values?: readonly string[]
  readonly type?: ColumnType
}

export type Attribute = {
  readonly fieldName: string
  readonly field: string
  readonly type: ColumnType
  readonly allowNull?: boolean
  readonly defaultValue?: unknown
  readonly primaryKey?: boolean
  readonly autoIncrement?: boolean
  readonly unique?: boolean | string | { readonly name?: string }
  readonly comment?: string
  readonly references?: { readonly model: TableName; readonly key?: string }
  readonly onDelete?: string
  readonly onUpdate?: string
}

export type TableName = string | { readonly tableName: string; readonly schema?: string }

export type DescribedModel = {
  readonly name: string
  readonly prototype: object
  readonly rawAttributes: Readonly<Record<string, Attribute>>
  readonly _virtualAttributes: ReadonlySet<string>
  getTableName(): TableName
}

/** Any class that extends Sequelize's Model. */
export type ModelLike = { readonly name: string; readonly prototype: object }

/**
 * Reads a model.
 * @throws ModelError NOT_INITIALIZED where no Sequelize instance has been given it
 */
export function described(model: ModelLike): DescribedModel {
  const candidate = model as Partial<DescribedModel>
  if (candidate.rawAttributes !== undefined && candidate._virtualAttributes !== undefined) {
    return candidate as DescribedModel
  }
  throw new ModelError(
    'NOT_INITIALIZED',
    `${model.name} is not initialised. Give it to an engine, or to a Sequelize instance, first.`,
  )
}

/** The columns of a model in the order of their declaration. */
export function columnsOf(model: DescribedModel): readonly Attribute[] {
  return Object.values(model.rawAttributes).filter((each) => !model._virtualAttributes.has(each.fieldName))
}

/**
 * The column of an attribute, by the attribute's name or the column's.
 * @throws ModelError UNKNOWN_COLUMN
 */
export function columnOf(model: DescribedModel, attribute: string): Attribute {
  const found = columnsOf(model).find((each) => each.fieldName === attribute || each.field === attribute)
  if (found !== undefined) return found
  const known = columnsOf(model)
    .map((each) => each.fieldName)
    .join(', ')
  throw new ModelError('UNKNOWN_COLUMN', `${model.name} has no attribute "${attribute}". It has ${known}.`)
}

/** Schema and name apart. */
export function tableOf(table: TableName): { readonly schema: string | undefined; readonly table: string } {
  if (typeof table === 'string') return { schema: undefined, table }
  return { schema: table.schema === '' ? undefined : table.schema, table: table.tableName }
}
