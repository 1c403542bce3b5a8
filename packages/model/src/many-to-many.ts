/** A relation through a third table that leaves that table's keys as they were declared. */
import { BelongsToMany } from 'sequelize-typescript'
import type { ModelClass } from './foreign-key.ts'

/**
 * Many to many. Sequelize's own decorator sets ON DELETE CASCADE on both keys of the third table and a unique constraint
 * beside its primary key; here what the third table's model says stays.
 * @param target the model on the other side
 * @param through the third table's model, with a foreignKey to either side
 * @param keys attributes of the third table: `from` refers to this model, `to` to the target
 * @example @ManyToMany(() => Product, () => OrderProduct, { from: 'orderId', to: 'productId' })
 */
export function ManyToMany(
  target: () => ModelClass,
  through: () => ModelClass,
  keys: { readonly from: string; readonly to: string },
) {
  const options = { through: { model: through, unique: false }, foreignKey: keys.from, otherKey: keys.to }
  return BelongsToMany(target as never, { ...options, constraints: false } as never) as (
    prototype: object,
    property: string,
  ) => void
}
