/** An initialised model as the DDL reads it: the edge where Sequelize's own description comes in. */
import { ModelError } from '../error.ts'
import type { TableName } from './table-name.ts'

/** A column's type: one that Sequelize knows, or SQL as it was written. */
export type ColumnType = string | KnownType

export type KnownType = {
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

export type DescribedModel = {
  readonly name: string
  readonly prototype: object
  /** All but the virtual ones. */
  readonly tableAttributes: Readonly<Record<string, Attribute>>
  readonly options: { readonly comment?: string; readonly indexes: readonly SequelizeIndex[] }
  readonly sequelize: { getQueryInterface(): { readonly queryGenerator: QueryGenerator } }
  getTableName(): TableName
}

/** An index as Sequelize's own table options and decorators have it. */
export type SequelizeIndex = { readonly name: string; readonly fields: readonly unknown[] }

type QueryGenerator = { addIndexQuery(table: TableName, index: SequelizeIndex, prefix: string): string }

/** Any class that extends Sequelize's Model. */
export type ModelLike = { readonly name: string; readonly prototype: object }

/**
 * Reads a model.
 * @throws ModelError NOT_INITIALIZED where no Sequelize instance has been given it
 */
export function described(model: ModelLike): DescribedModel {
  // A child that was not initialised inherits what its parent was initialised with.
  if (Object.hasOwn(model, 'tableAttributes')) return model as DescribedModel
  throw new ModelError(
    'NOT_INITIALIZED',
    `${model.name} is not initialised. Give it to an engine, or to a Sequelize instance, first.`,
  )
}

/** The columns of a model in the order of their declaration. */
export function columnsOf(model: DescribedModel): readonly Attribute[] {
  return Object.values(model.tableAttributes)
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
