/** When a row was made and last changed, told by the database itself (SQLAlchemy's `TimeStampMixin`). */
import { literal } from 'sequelize'
import type { CreationOptional } from 'sequelize'
import { DataType, Model } from 'sequelize-typescript'
import { column } from './columns.ts'

const Now = column({ type: DataType.DATE, allowNull: false, defaultValue: literal('now()') })

/**
 * Extend this in place of `Model`; both columns are `timestamptz not null default now()`, and `updatedAt` is now() again
 * whenever the row is written. Sequelize's own `update()` brings that back only if it is told `{ returning: true }`.
 */
export abstract class Timestamped<A extends object, C extends object = A> extends Model<A, C> {
  @Now declare createdAt: CreationOptional<Date>
  @Now declare updatedAt: CreationOptional<Date>
}
