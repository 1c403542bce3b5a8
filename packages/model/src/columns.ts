/** Columns that occur again and again, written once (SQLAlchemy's `Annotated[int, mapped_column(…)]`). */
import { Column, DataType } from 'sequelize-typescript'
import type { ModelAttributeColumnOptions } from 'sequelize'

export type ColumnOptions = {
  /** NULL is allowed. */
  readonly optional?: boolean
  /** The column's name, where it is not the property's in snake_case. */
  readonly field?: string
}

type OnProperty = (prototype: object, property: string | symbol) => void

/** A decorator that may be written with or without arguments: `@Str255`, `@Str255({ optional: true })`. */
export type ColumnDecorator = OnProperty & ((options?: ColumnOptions) => OnProperty)

/** An integer primary key that the database generates. */
export const IntPk = column({ type: DataType.INTEGER, primaryKey: true, autoIncrement: true })

/** A bigint primary key that comes from outside; a string in JavaScript, since a number would lose digits. */
export const BigIntPk = column({ type: DataType.BIGINT, primaryKey: true })

/** varchar(255), not null unless `optional`. */
export const Str255 = varchar(255)

/** integer, not null unless `optional`. */
export const Int = column({ type: DataType.INTEGER })

/** text, not null unless `optional`. */
export const Text = column({ type: DataType.TEXT })

/** varchar of another length. */
export function varchar(length: number): ColumnDecorator {
  return column({ type: DataType.STRING(length) })
}

/** numeric of a precision and scale; a string in JavaScript, since a number would lose digits. */
export function numeric(precision: number, scale: number): ColumnDecorator {
  return column({ type: DataType.DECIMAL(precision, scale) })
}

/**
 * A building block of your own.
 * @param attribute what Sequelize's column options say; the type must be among it
 * @example const Price = column({ type: DataType.DECIMAL(16, 4), defaultValue: 0 })
 */
export function column(attribute: ModelAttributeColumnOptions): ColumnDecorator {
  const decorate = ({ optional = attribute.allowNull ?? false, field }: ColumnOptions): OnProperty => {
    const options = { ...attribute, allowNull: optional, ...(field === undefined ? {} : { field }) }
    return (prototype, property) => (Column(options) as OnProperty)(prototype, property)
  }
  return ((first?: object, property?: string | symbol) => {
    if (property === undefined) return decorate((first ?? {}) as ColumnOptions)
    decorate({})(first ?? {}, property)
    return undefined
  }) as ColumnDecorator
}
