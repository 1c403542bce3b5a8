/** A relation through a third table that leaves that table's keys as they were declared. */
import type { ModelStatic } from 'sequelize'
import { BelongsToMany } from 'sequelize-typescript'

type Thunk = () => ModelStatic<never> | (abstract new (...args: never[]) => object)

/**
 * Many to many. Sequelize's own decorator sets ON DELETE CASCADE on both keys of the third table and a unique constraint
 * beside its primary key; here what the third table's model says stays.
 * @param keys attributes of the third table: `from` refers to this model, `to` to the target
 */
export function ManyToMany(
  target: Thunk,
  through: Thunk,
  keys: { readonly from: string; readonly to: string },
) {
  const options = { through: { model: through, unique: false }, foreignKey: keys.from, otherKey: keys.to }
  return BelongsToMany(target as never, { ...options, constraints: false } as never) as (
    prototype: object,
    property: string,
  ) => void
}
