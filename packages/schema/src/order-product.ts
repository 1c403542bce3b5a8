/** One line of an order: which product, and how many. */
import type { InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import { BelongsTo, Model } from 'sequelize-typescript'
import { Check, Entity, foreignKey, Int } from '@retort/model'
import { Order } from './order.ts'
import { Product } from './product.ts'

@Entity()
@Check('quantity', 'quantity > 0')
export class OrderProduct extends Model<
  InferAttributes<OrderProduct>,
  InferCreationAttributes<OrderProduct>
> {
  @foreignKey(() => Order, { onDelete: 'CASCADE', primaryKey: true }) declare orderId: number
  @foreignKey(() => Product, { onDelete: 'RESTRICT', primaryKey: true }) declare productId: number
  @Int declare quantity: number

  @BelongsTo(() => Order, 'orderId') declare order?: NonAttribute<Order>
  @BelongsTo(() => Product, 'productId') declare product?: NonAttribute<Product>
}
