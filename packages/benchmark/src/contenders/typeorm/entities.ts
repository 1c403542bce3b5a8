/** The shop as TypeORM's entities. Their schemas stand beside them, as decorators would need types that are not emitted here. */
import type { EntitySchemaColumnOptions } from 'typeorm'
import { EntitySchema } from 'typeorm'

class Timestamped {
  declare createdAt: Date
  declare updatedAt: Date
}

export class User extends Timestamped {
  declare telegramId: string
  declare fullName: string
  declare username: string | null
  declare languageCode: string
  declare referrerId: string | null
  declare orders?: Order[]
}

export class Order extends Timestamped {
  declare orderId: number
  declare userId: string
  declare user?: User
  declare lines?: OrderProduct[]
  declare products?: Product[]
}

export class Product extends Timestamped {
  declare productId: number
  declare title: string
  declare description: string | null
  declare price: string
}

export class OrderProduct {
  declare orderId: number
  declare productId: number
  declare quantity: number
  declare order?: Order
}

const generated = { type: 'int', primary: true, generated: 'increment' } as const
const times = {
  createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
  updatedAt: { name: 'updated_at', type: 'timestamptz', updateDate: true },
} as const satisfies Readonly<Record<keyof Timestamped, EntitySchemaColumnOptions>>

const users = new EntitySchema<User>({
  name: 'User',
  target: User,
  tableName: 'users',
  columns: {
    telegramId: { name: 'telegram_id', type: 'bigint', primary: true },
    fullName: { name: 'full_name', type: 'varchar' },
    username: { type: 'varchar', nullable: true },
    languageCode: { name: 'language_code', type: 'varchar' },
    referrerId: { name: 'referrer_id', type: 'bigint', nullable: true },
    ...times,
  },
  relations: { orders: { type: 'one-to-many', target: 'Order', inverseSide: 'user', cascade: ['insert'] } },
})

const orders = new EntitySchema<Order>({
  name: 'Order',
  target: Order,
  tableName: 'orders',
  columns: {
    orderId: { name: 'order_id', ...generated },
    userId: { name: 'user_id', type: 'bigint' },
    ...times,
  },
  relations: {
    user: { type: 'many-to-one', target: 'User', inverseSide: 'orders', joinColumn: { name: 'user_id' } },
    lines: { type: 'one-to-many', target: 'OrderProduct', inverseSide: 'order', cascade: ['insert'] },
    // For reading: what writes the table is `lines`, and the database removes them with their order.
    products: {
      type: 'many-to-many',
      target: 'Product',
      persistence: false,
      joinTable: {
        name: 'order_products',
        joinColumn: { name: 'order_id' },
        inverseJoinColumn: { name: 'product_id' },
      },
    },
  },
})

const products = new EntitySchema<Product>({
  name: 'Product',
  target: Product,
  tableName: 'products',
  columns: {
    productId: { name: 'product_id', ...generated },
    title: { type: 'varchar' },
    description: { type: 'varchar', nullable: true },
    price: { type: 'numeric' },
    ...times,
  },
})

const lines = new EntitySchema<OrderProduct>({
  name: 'OrderProduct',
  target: OrderProduct,
  tableName: 'order_products',
  columns: {
    orderId: { name: 'order_id', type: 'int', primary: true },
    productId: { name: 'product_id', type: 'int', primary: true },
    quantity: { type: 'int' },
  },
  relations: {
    order: { type: 'many-to-one', target: 'Order', inverseSide: 'lines', joinColumn: { name: 'order_id' } },
  },
})

export const entities = [users, orders, products, lines]
