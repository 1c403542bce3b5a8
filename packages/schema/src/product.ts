/** What can be ordered; it cannot be deleted while an order names it. */
import type { CreationOptional, InferAttributes, InferCreationAttributes, NonAttribute } from 'sequelize'
import { HasMany } from 'sequelize-typescript'
import { Check, Entity, IntPk, ManyToMany, numeric, Str255, Timestamped, varchar } from '@retort/model'
import { OrderProduct } from './order-product.ts'
import { Order } from './order.ts'

const Str3000 = varchar(3000)
const Price = numeric(16, 4)

@Entity()
@Check('price', 'price >= 0')
export class Product extends Timestamped<InferAttributes<Product>, InferCreationAttributes<Product>> {
  @IntPk declare productId: CreationOptional<number>
  @Str255 declare title: string
  @Str3000({ optional: true }) declare description: CreationOptional<string | null>
  @Price declare price: string

  @HasMany(() => OrderProduct, 'productId') declare lines?: NonAttribute<OrderProduct[]>

  @ManyToMany(() => Order, () => OrderProduct, { from: 'productId', to: 'orderId' })
  declare orders?: NonAttribute<Order[]>
}
