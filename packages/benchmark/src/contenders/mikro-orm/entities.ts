/** The shop as MikroORM's entities. Their schemas stand beside them, as decorators would need types that are not emitted here. */
import type { Collection, Opt, PrimaryKeyProp } from '@mikro-orm/core'
import { BigIntType, EntitySchema } from '@mikro-orm/core'

class Timestamped {
  declare createdAt: Opt<Date>
  declare updatedAt: Opt<Date>
}

export class User extends Timestamped {
  declare [PrimaryKeyProp]?: 'telegramId'
  declare telegramId: string
  declare fullName: string
  declare username: string | null
  declare languageCode: string
  declare referrerId: string | null
  declare orders: Collection<Order>
}

export class Order extends Timestamped {
  declare [PrimaryKeyProp]?: 'orderId'
  declare orderId: number
  declare user: User
  declare lines: Collection<OrderProduct>
  declare products: Collection<Product>

  /** The column has no property of its own, since the user is there at least by key. */
  get userId(): Opt<string> {
    return this.user.telegramId
  }
}

export class Product extends Timestamped {
  declare [PrimaryKeyProp]?: 'productId'
  declare productId: number
  declare title: string
  declare description: string | null
  declare price: string
}

export class OrderProduct {
  declare [PrimaryKeyProp]?: ['order', 'product']
  declare order: Order
  declare product: Product
  declare quantity: number
}

const bigint = new BigIntType('string')
const key = { type: 'integer', primary: true, autoincrement: true } as const
const times = {
  createdAt: { type: 'datetime', columnType: 'timestamptz', onCreate: () => new Date() },
  updatedAt: {
    type: 'datetime',
    columnType: 'timestamptz',
    onCreate: () => new Date(),
    onUpdate: () => new Date(),
  },
} as const

const users = new EntitySchema<User>({
  class: User,
  tableName: 'users',
  properties: {
    telegramId: { type: bigint, primary: true },
    fullName: { type: 'string' },
    username: { type: 'string', nullable: true },
    languageCode: { type: 'string' },
    referrerId: { type: bigint, nullable: true },
    ...times,
    orders: { kind: '1:m', entity: () => Order, mappedBy: 'user' },
  },
})

const orders = new EntitySchema<Order>({
  class: Order,
  tableName: 'orders',
  properties: {
    orderId: key,
    user: { kind: 'm:1', entity: () => User, joinColumn: 'user_id' },
    userId: { type: bigint, persist: false, hydrate: false },
    ...times,
    lines: { kind: '1:m', entity: () => OrderProduct, mappedBy: 'order' },
    products: { kind: 'm:n', entity: () => Product, pivotEntity: () => OrderProduct },
  },
})

const products = new EntitySchema<Product>({
  class: Product,
  tableName: 'products',
  properties: {
    productId: key,
    title: { type: 'string' },
    description: { type: 'string', nullable: true },
    price: { type: 'decimal' },
    ...times,
  },
})

const lines = new EntitySchema<OrderProduct>({
  class: OrderProduct,
  tableName: 'order_products',
  properties: {
    order: { kind: 'm:1', entity: () => Order, primary: true, joinColumn: 'order_id' },
    product: { kind: 'm:1', entity: () => Product, primary: true, joinColumn: 'product_id' },
    quantity: { type: 'integer' },
  },
})

export const entities = [users, orders, products, lines]
