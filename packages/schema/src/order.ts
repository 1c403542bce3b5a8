/** What a customer orders at once; it goes when the customer goes. */
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import { BelongsTo, HasMany } from 'sequelize-typescript'
import { Entity, foreignKey, IntPk, ManyToMany, Timestamped } from '@retort/model'
import { OrderProduct } from './order-product.ts'
import { Product } from './product.ts'
import { User } from './user.ts'

@Entity()
export class Order extends Timestamped<InferAttributes<Order>, InferCreationAttributes<Order>> {
  @IntPk declare orderId: CreationOptional<number>
  @foreignKey(() => User, { onDelete: 'CASCADE' }) declare userId: string

  @BelongsTo(() => User, 'userId') declare user?: NonAttribute<User>
  @HasMany(() => OrderProduct, 'orderId') declare lines?: NonAttribute<OrderProduct[]>

  @ManyToMany(() => Product, () => OrderProduct, { from: 'orderId', to: 'productId' })
  declare products?: NonAttribute<Product[]>
}
