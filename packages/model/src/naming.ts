/**
 * The one naming convention of constraints and indexes, the counterpart of SQLAlchemy's `MetaData(naming_convention=…)`.
 * With names that follow from what they name, a migration can drop what another one made.
 */
import { createHash } from 'node:crypto'

/** PostgreSQL cuts longer identifiers without a word. */
const limit = 63

export const naming = {
  /** `pk_users` */
  primaryKey: (table: string) => fitted(['pk', table]),
  /** `fk_orders_user_id_users` */
  foreignKey: (table: string, columns: readonly string[], referred: string) =>
    fitted(['fk', table, ...columns, referred]),
  /** `uq_users_username` */
  unique: (table: string, columns: readonly string[]) => fitted(['uq', table, ...columns]),
  /** `ix_orders_user_id` */
  index: (table: string, columns: readonly string[]) => fitted(['ix', table, ...columns]),
  /** `ck_products_price` */
  check: (table: string, name: string) => fitted(['ck', table, name]),
  /** `ex_bookings_room` */
  exclude: (table: string, name: string) => fitted(['ex', table, name]),
} as const

/** Joins the parts; a name that would be cut keeps its beginning and ends in a hash of the whole. */
function fitted(parts: readonly string[]): string {
  const name = parts.map(plain).join('_')
  if (Buffer.byteLength(name) <= limit) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  const kept = [...name]
  while (Buffer.byteLength(kept.join('')) > limit - hash.length - 1) kept.pop()
  return `${kept.join('')}_${hash}`
}

/** An expression in place of a column gives its words. */
function plain(part: string): string {
  return part.replaceAll(/ *[^\p{L}\p{N}_$ ][^\p{L}\p{N}_$]*/gu, '_').replaceAll(/^_+|_+$/g, '')
}
